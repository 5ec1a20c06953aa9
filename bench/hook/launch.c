/*
 * Starts processes at once and tells how long each took. A program in Node is in the way of what it measures: to start
 * a process from its large one takes milliseconds.
 *
 *     launch COUNT EVENT-FILE OUTPUT-FOLDER PROGRAM [ARGUMENT]...
 *
 * Each gets the file as standard input and a file of its own, named by its number, as standard output. Prints one
 * line for each, in the order in which they end: its number, its exit status, its time in microseconds.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

int main(int count, char **arguments) {
  int processes = count > 4 ? atoi(arguments[1]) : 0;
  if (processes < 1 || processes > 1000) return fprintf(stderr, "usage: launch COUNT EVENT-FILE OUTPUT-FOLDER PROGRAM...\n"), 2;
  pid_t pids[1000];
  long long started[1000];
  for (int i = 0; i < processes; i++) {
    char output[4096];
    posix_spawn_file_actions_t files;
    snprintf(output, sizeof output, "%s/%d", arguments[3], i);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, arguments[2], O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    started[i] = now();
    if (posix_spawn(&pids[i], arguments[4], &files, NULL, arguments + 4, environ) != 0) return perror("posix_spawn"), 1;
    posix_spawn_file_actions_destroy(&files);
  }
  for (int left = processes; left > 0; left--) {
    int status;
    pid_t pid = wait(&status);
    long long ended = now();
    for (int i = 0; i < processes; i++)
      if (pids[i] == pid) printf("%d %d %lld\n", i, WIFEXITED(status) ? WEXITSTATUS(status) : 255, ended - started[i]);
  }
  return 0;
}
