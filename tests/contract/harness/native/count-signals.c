// Prints which signals arrive: "ready PID", then "got N count" for each. Ends by SIGKILL, or when `first` gives a code to
// leave with after the first one.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t counts[65];
static int last = 0;

static void count(int number) {
  char text[64];
  int length = snprintf(text, sizeof text, "got %d %d\n", number, ++counts[number]);
  write(1, text, length);
  if (last == number) _exit(7);
}

int main(int argc, char **argv) {
  struct sigaction old, action = {.sa_handler = count, .sa_flags = SA_RESTART};
  if (argc > 1) last = atoi(argv[1]);
  sigfillset(&action.sa_mask);
  for (int number = 1; number < 32; number++) {
    if (number == SIGKILL || number == SIGSTOP || number == SIGCHLD || number == SIGPIPE) continue;
    sigaction(number, 0, &old);
    if (old.sa_handler != SIG_IGN) sigaction(number, &action, 0);
  }
  printf("ready %d\n", getpid());
  fflush(stdout);
  for (;;) pause();
}
