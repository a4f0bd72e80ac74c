// A process whose memory map nobody but root may read (not dumpable, as a setuid program is). It holds so many MiB, pages of
// its own ("own") or of a shared mapping ("shared"), for a second, and says "done" when it ends by itself.
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv) {
  size_t size = (size_t)atoi(argv[2]) << 20;
  int kind = strcmp(argv[1], "shared") ? MAP_PRIVATE : MAP_SHARED;
  prctl(PR_SET_DUMPABLE, 0);
  char *memory = mmap(0, size, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0);
  memset(memory, 1, size);
  sleep(2);
  write(1, "done\n", 5);
  return 0;
}
