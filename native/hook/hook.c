/*
 * What an agent runs before each tool call, where it has been built for the machine:
 *
 *     prempti-hook [--wait SECONDS] SOCKET AGENT FALLBACK [ARGUMENT]...
 *
 * The event comes on standard input. It goes to the service at SOCKET as one line (version 2 of the wire, see
 * src/service/wire.ts), and what the service answers is printed. Whatever goes wrong, FALLBACK, the hook client for
 * Node, takes this process over with the same event; where even that is impossible the call is blocked: exit status 2
 * with a message on standard error is what every agent takes for a refusal.
 *
 * Nothing is allocated, nothing is read from the environment, and no file is opened.
 */
#define _XOPEN_SOURCE 700
#define _DARWIN_C_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* The longest that a service may be waited for which holds a call until a person answers. */
enum { WAIT_MAX = 600 };
enum { HEAD_MAX = 160, EVENT_MAX = 4 << 20, REPLY_MAX = 1 << 20 };

/* Both together stay far below the time that agents are told to give a hook. */
#ifndef EVENT_SECONDS
#define EVENT_SECONDS 30
#endif
#ifndef SERVICE_SECONDS
#define SERVICE_SECONDS 5
#endif

/* The event, with room before it for the head of the request and after it for the tail. */
static char request[HEAD_MAX + EVENT_MAX + 2];
static char *const event = request + HEAD_MAX;
static char reply[REPLY_MAX + 1];

static volatile sig_atomic_t expired;

static void on_alarm(int signal_number) {
  (void)signal_number;
  expired = 1;
}

/* From then on blocking calls fail; the repetition reaches one that began just after the first signal. */
static void set_deadline(int seconds) {
  struct itimerval timer = {.it_value = {.tv_sec = seconds}, .it_interval = {.tv_usec = seconds ? 50000 : 0}};
  expired = 0;
  setitimer(ITIMER_REAL, &timer, NULL);
}

/* Whether to repeat an operation that failed: it was interrupted, or the other side made the pipe non-blocking. */
static bool try_again(int fd, short events) {
  if (expired) return false;
  if (errno == EINTR) return true;
  if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
  struct pollfd ready = {.fd = fd, .events = events};
  poll(&ready, 1, -1);
  return !expired;
}

/* Reads once: the number of bytes, 0 at the end, -1 where nothing more is to be had. */
static ssize_t read_some(int fd, char *into, size_t size) {
  ssize_t count;
  do count = read(fd, into, size);
  while (count < 0 && try_again(fd, POLLIN));
  return count;
}

static bool write_all(int fd, const char *text, size_t size) {
  while (size > 0) {
    ssize_t count = write(fd, text, size);
    if (count < 0 && !try_again(fd, POLLOUT)) return false;
    if (count > 0) text += count, size -= (size_t)count;
  }
  return true;
}

static _Noreturn void refuse(const char *problem) {
  char text[256];
  int length = snprintf(text, sizeof text, "Prempti cannot check this call, so it is blocked (%s)\n", problem);
  set_deadline(0);
  write_all(STDERR_FILENO, text, (size_t)length);
  _exit(2);
}

/* Hands the event, and what is still to come of it, to another program, which replaces this one. */
static _Noreturn void fall_back(char **command, size_t length) {
  int ends[2];
  /* The time for the service is used up: the other client need not wait for it as long again. */
  if (expired) setenv("PREMPTI_TIMEOUT_MS", "100", 1);
  set_deadline(0);
  if (pipe(ends) != 0) refuse("no pipe for the hook client");
  pid_t writer = fork();
  if (writer < 0) refuse("no process for the hook client");
  if (writer == 0) {
    /* An agent waits for whoever holds the hook's output. */
    close(STDOUT_FILENO);
    close(STDERR_FILENO);
    close(ends[0]);
    bool taken = write_all(ends[1], event, length);
    for (ssize_t more; taken && (more = read_some(STDIN_FILENO, reply, sizeof reply)) > 0;)
      taken = write_all(ends[1], reply, (size_t)more);
    _exit(0);
  }
  close(ends[1]);
  signal(SIGPIPE, SIG_DFL);
  if (dup2(ends[0], STDIN_FILENO) == STDIN_FILENO) execv(command[0], command);
  refuse("the hook client cannot be started");
}

/* Reads the event as one line: outside of its strings JSON does not care about line breaks. */
static size_t read_event(bool *whole) {
  size_t length = 0;
  ssize_t count = 1;
  while (length < EVENT_MAX && (count = read_some(STDIN_FILENO, event + length, EVENT_MAX - length)) > 0)
    length += (size_t)count;
  if (expired) refuse("the event did not end in time");
  for (char *at = event; (at = memchr(at, '\n', length - (size_t)(at - event)));) *at = ' ';
  *whole = count == 0;
  return length;
}

static int connect_to(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  struct stat file;
  if (strlen(path) >= sizeof address.sun_path) return -1;
  /* Where others can write to the folder, one of theirs could stand there. */
  if (stat(path, &file) != 0 || file.st_uid != geteuid()) return -1;
  strcpy(address.sun_path, path);
  int opened = socket(AF_UNIX, SOCK_STREAM, 0);
  /* Not on a number that the agent has closed: what is printed must not reach the service. */
  int fd = opened < 0 ? -1 : fcntl(opened, F_DUPFD_CLOEXEC, 3);
  if (opened >= 0) close(opened);
  if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
  return -1;
}

/* Asks the service; whether a line came back. */
static bool ask(const char *path, const char *agent, size_t length) {
  char head[HEAD_MAX];
  int size = snprintf(head, sizeof head, "{\"version\":2,\"agent\":\"%s\",\"pid\":%ld,\"payload\":", agent, (long)getppid());
  int fd = connect_to(path);
  if (fd < 0) return false;
  memcpy(event - size, head, (size_t)size);
  memcpy(event + length, "}\n", 2);
  if (!write_all(fd, event - size, (size_t)size + length + 2)) return false;
  for (size_t held = 0; held < REPLY_MAX;) {
    ssize_t count = read_some(fd, reply + held, REPLY_MAX - held);
    if (count <= 0) return false;
    char *end = memchr(reply + held, '\n', (size_t)count);
    held += (size_t)count;
    if (end) {
      *end = '\0';
      return true;
    }
  }
  return false;
}

struct text {
  char *start;
  size_t size;
};

/* Goes past a token, if it is next. */
static bool eat(char **at, const char *token) {
  size_t size = strlen(token);
  if (strncmp(*at, token, size) != 0) return false;
  *at += size;
  return true;
}

/* The character of `00` and two hexadecimal digits; -1 for all else, which JSON.stringify writes as it is. */
static int control_character(const char *digits) {
  static const char hex[] = "0123456789abcdef";
  if (strncmp(digits, "00", 2) != 0 || digits[2] == '\0' || digits[3] == '\0') return -1;
  const char *high = strchr(hex, digits[2]), *low = strchr(hex, digits[3]);
  return high && low && high < hex + 8 ? (int)(16 * (high - hex) + (low - hex)) : -1;
}

/* Decodes a JSON string where it stands: no text is longer than what stands for it. */
static bool decode(char **at, struct text *text) {
  static const char escapes[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
  if (!eat(at, "\"")) return false;
  char *from = *at, *to = *at;
  text->start = to;
  while (*from != '"') {
    if ((unsigned char)*from < ' ') return false;
    if (*from != '\\') {
      *to++ = *from++;
      continue;
    }
    const char *pair = escapes;
    while (*pair && *pair != from[1]) pair += 2;
    int character = from[1] == 'u' ? control_character(from + 2) : *pair ? pair[1] : -1;
    if (character < 0) return false;
    *to++ = (char)character;
    from += from[1] == 'u' ? 6 : 2;
  }
  text->size = (size_t)(to - text->start);
  *at = from + 1;
  return true;
}

/* An agent lets the call through when it cannot read what a hook prints: nothing but an object, or nothing. */
static bool printable(struct text text) {
  return text.size == 0 || (text.start[0] == '{' && text.start[text.size - 1] == '}');
}

/* Prints the answer and ends; returns where it makes no sense. */
static void emit(void) {
  struct text out, err;
  char *at = reply, *end;
  if (!eat(&at, "{\"stdout\":") || !decode(&at, &out) || !printable(out)) return;
  if (!eat(&at, ",\"stderr\":") || !decode(&at, &err)) return;
  if (!eat(&at, ",\"exitCode\":") || !isdigit((unsigned char)*at)) return;
  long status = strtol(at, &end, 10);
  if (status > 255 || strcmp(end, "}") != 0) return;
  set_deadline(0);
  bool told = write_all(STDERR_FILENO, err.start, err.size) && write_all(STDOUT_FILENO, out.start, out.size);
  /* Without its verdict the agent must not go on. */
  _exit(told ? (int)status : 2);
}

int main(int count, char **arguments) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  struct sigaction on_time = {.sa_handler = on_alarm};
  sigset_t alarm_only;
  sigemptyset(&alarm_only);
  sigaddset(&alarm_only, SIGALRM);
  sigaction(SIGALRM, &on_time, NULL);
  sigprocmask(SIG_UNBLOCK, &alarm_only, NULL);
  signal(SIGPIPE, SIG_IGN);

  long wait = SERVICE_SECONDS;
  if (count > 2 && strcmp(arguments[1], "--wait") == 0) {
    wait = strtol(arguments[2], NULL, 10);
    if (wait < 1 || wait > WAIT_MAX) refuse("the time to wait makes no sense");
    count -= 2, arguments += 2;
  }
  if (count < 4 || arguments[1][0] != '/' || arguments[3][0] != '/') refuse("usage: prempti-hook [--wait SECONDS] SOCKET AGENT FALLBACK [ARGUMENT]..., paths absolute");
  const char *agent = arguments[2];
  size_t agent_size = strlen(agent);
  if (agent_size == 0 || agent_size > 64 || strspn(agent, letters) != agent_size) refuse("the agent's name makes no sense");

  bool whole;
  set_deadline(EVENT_SECONDS);
  size_t length = read_event(&whole);
  set_deadline((int)wait);
  if (whole && length > 0 && ask(arguments[1], agent, length)) emit();
  fall_back(arguments + 3, length);
}
