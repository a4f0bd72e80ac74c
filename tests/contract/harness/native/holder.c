// Holds memory in the way that its first word tells, says "held", and waits until its stdin ends (or a second, where
// it is /dev/null).
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static size_t amount;
static int alive[2];

static char *hold(size_t mib) {
  size_t size = mib << 20;
  char *memory = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memset(memory, 1, size);
  return memory;
}

static void wait_for_stdin(void) {
  char byte;
  while (read(0, &byte, 1) > 0);
}

static void say_held(void) { write(1, "held\n", 5); }

static void *fork_and_hold(void *unused) {
  if (fork() == 0) {
    hold(amount);
    say_held();
    wait_for_stdin();
    _exit(0);
  }
  wait(0);
  return 0;
}

static void *hold_in_thread(void *unused) {
  hold(amount);
  say_held();
  wait_for_stdin();
  exit(0);
}

static void chain(int left) {
  if (left == 0) {
    say_held();
    wait_for_stdin();
    _exit(0);
  }
  if (fork() == 0) chain(left - 1);
  wait(0);
  _exit(0);
}

int main(int argc, char **argv) {
  const char *kind = argv[1];
  amount = atoi(argv[2]);
  pthread_t thread;
  char byte;
  if (!strcmp(kind, "plain")) {
    hold(amount);
    say_held();
    wait_for_stdin();
    usleep(300000);
  } else if (!strcmp(kind, "orphan") || !strcmp(kind, "setsid")) {
    pipe(alive);
    if (fork() == 0) {
      if (!strcmp(kind, "setsid")) setsid();
      if (fork() == 0) {
        close(alive[0]);
        hold(amount);
        say_held();
        wait_for_stdin();
        _exit(0);
      }
      _exit(0);
    }
    wait(0);
    close(alive[1]);
    read(alive[0], &byte, 1);
  } else if (!strcmp(kind, "thread")) {
    pthread_create(&thread, 0, fork_and_hold, 0);
    pthread_join(thread, 0);
  } else if (!strcmp(kind, "leader")) {
    pthread_create(&thread, 0, hold_in_thread, 0);
    pthread_exit(0);
  } else if (!strcmp(kind, "chain")) {
    chain(amount);
  } else if (!strcmp(kind, "churn")) {
    for (size_t round = 0; round < amount; round++) {
      if (fork() == 0) _exit(0);
      wait(0);
    }
    say_held();
  } else if (!strcmp(kind, "zombies")) {
    for (size_t round = 0; round < amount; round++) {
      if (fork() == 0) _exit(0);
    }
    say_held();
    wait_for_stdin();
  } else if (!strcmp(kind, "spike")) {
    usleep(150000);
    munmap(hold(amount), amount << 20);
    say_held();
    wait_for_stdin();
  } else if (!strcmp(kind, "shared")) {
    char *memory = hold(amount);
    for (int round = 0; round < 4; round++) {
      if (fork() == 0) {
        usleep(1500000);
        _exit(memory[0] - 1);
      }
    }
    while (wait(0) > 0);
  } else if (!strcmp(kind, "file")) {
    // A file of its own, mapped and read.
    size_t size = amount << 20;
    int file = open(argv[3], O_RDWR | O_CREAT | O_TRUNC, 0600);
    ftruncate(file, size);
    unlink(argv[3]);
    char *memory = mmap(0, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    memset(memory, 1, size);
    say_held();
    wait_for_stdin();
  } else if (!strcmp(kind, "hugetlb")) {
    size_t size = amount << 20;
    char *memory = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
    if (memory == MAP_FAILED) return 9;
    memset(memory, 1, size);
    say_held();
    wait_for_stdin();
  } else if (!strcmp(kind, "freed")) {
    madvise(hold(amount), amount << 20, MADV_FREE);
    say_held();
    wait_for_stdin();
  }
  return 0;
}
