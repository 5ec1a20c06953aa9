/*
 * Starts processes at once and tells how long each took. A program in Node is in the way of what it measures: to start
 * a process from its large one takes milliseconds.
 *
 *     launch COUNT EVENT-FILE OUTPUT-FOLDER PROGRAM [ARGUMENT]...
 *
 * Each gets the content of the file, and has its output read, through pipes, as agents do it; files would be measured, too.
 * What it printed is in the folder afterwards, in a file named by its number. Prints one line for each, in the order in
 * which they end: its number, its exit status, its time in microseconds.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What a pipe holds without a reader. */
enum { PROCESSES_MAX = 400, PIPE_MAX = 1 << 16 };

extern char **environ;

static struct {
  pid_t pid;
  int output;
  long long started;
} children[PROCESSES_MAX];

static char event[PIPE_MAX + 1], text[PIPE_MAX];

static _Noreturn void fail(const char *what) {
  perror(what);
  exit(1);
}

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static ssize_t read_event(const char *path) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t size = read(file, event, sizeof event);
  if (size < 0 || size > PIPE_MAX) fail(path);
  close(file);
  return size;
}

static void start(int number, char **command, ssize_t size) {
  int in[2], out[2];
  posix_spawn_file_actions_t files;
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) fail("pipe");
  if (write(in[1], event, (size_t)size) != size || close(in[1]) != 0) fail("pipe");
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
  children[number].output = out[0];
  children[number].started = now();
  if (posix_spawn(&children[number].pid, command[0], &files, NULL, command, environ) != 0) fail(command[0]);
  posix_spawn_file_actions_destroy(&files);
  close(in[0]);
  close(out[1]);
}

static void keep_output(int number, const char *folder) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%d", folder, number);
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  for (ssize_t size; (size = read(children[number].output, text, sizeof text)) > 0;)
    if (write(file, text, (size_t)size) != size) fail(path);
  close(file);
}

int main(int count, char **arguments) {
  int processes = count > 4 ? atoi(arguments[1]) : 0;
  if (processes < 1 || processes > PROCESSES_MAX) return fprintf(stderr, "usage: launch COUNT EVENT-FILE OUTPUT-FOLDER PROGRAM...\n"), 2;
  ssize_t size = read_event(arguments[2]);
  for (int i = 0; i < processes; i++) start(i, arguments + 4, size);
  for (int left = processes; left > 0; left--) {
    int status;
    pid_t pid = wait(&status);
    long long ended = now();
    for (int i = 0; i < processes; i++)
      if (children[i].pid == pid) printf("%d %d %lld\n", i, WIFEXITED(status) ? WEXITSTATUS(status) : 255, ended - children[i].started);
  }
  for (int i = 0; i < processes; i++) keep_output(i, arguments[3]);
  return 0;
}
