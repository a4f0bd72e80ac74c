// Rests, then grows at a given rate until SIGTERM, and prints its peak in KiB: grower <MiB at rest> <MiB per second> <ms of rest>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/resource.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void tell(int signal) {
  struct rusage usage;
  char text[32];
  getrusage(RUSAGE_SELF, &usage);
  const int length = snprintf(text, sizeof text, "%ld\n", usage.ru_maxrss);
  if (write(1, text, length) < 0) _exit(1);
  _exit(0);
}

int main(int argc, char **argv) {
  const size_t mib = 1024 * 1024, most = 4096;
  size_t held = strtoul(argv[1], NULL, 10);
  const double rate = strtod(argv[2], NULL);
  // Small pages, as a heap that grows piece by piece has them.
  char *memory = mmap(NULL, most * mib, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return 1;
  madvise(memory, most * mib, MADV_NOHUGEPAGE);
  signal(SIGTERM, tell);
  memset(memory, 1, held * mib);
  usleep(1000 * strtoul(argv[3], NULL, 10));
  const size_t rest = held;
  const double start = now();
  while (held < most) {
    size_t wanted = rest + (size_t)((now() - start) * rate);
    if (wanted > most) wanted = most;
    if (wanted > held) {
      memset(memory + held * mib, 1, (wanted - held) * mib);
      held = wanted;
    } else {
      usleep(200);
    }
  }
  pause();
  return 0;
}
