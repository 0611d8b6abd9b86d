/*
 * For LD_PRELOAD: makes file operations below one directory fail, and logs those that decide what survives a power cut.
 *
 *   FAIL_UNDER   the directory; nothing else is touched
 *   FAIL_COUNT   a file of 64 zero bytes: the counters, shared by all processes of a run
 *   FAIL_OPS     letters: o open for writing, w write, s fsync, r rename, m mkdir, u unlink
 *   FAIL_AT      the n-th such operation fails; 0 for none
 *   FAIL_WITH    errno
 *   FAIL_ON      1: all later ones fail too
 *   FAIL_BYTES   writes fail with ENOSPC after this many bytes, and from then on
 *   FAIL_LOG     a log file of each mkdir, rename and fsync that was done
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *under, *ops, *log_path;
static size_t under_length;
static long at, keeps_on, bytes = -1;
static int with;
static long *shared;

#define REAL(result, name, ...) \
  static result (*real_##name)(__VA_ARGS__); \
  if (!real_##name) real_##name = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static long number(const char *name, long otherwise) {
  const char *text = getenv(name);
  return text ? atol(text) : otherwise;
}

__attribute__((constructor)) static void begin(void) {
  under = getenv("FAIL_UNDER");
  ops = getenv("FAIL_OPS");
  log_path = getenv("FAIL_LOG");
  const char *count = getenv("FAIL_COUNT");
  if (!under || !count) { under = NULL; return; }
  under_length = strlen(under);
  at = number("FAIL_AT", 0);
  with = (int)number("FAIL_WITH", EIO);
  keeps_on = number("FAIL_ON", 0);
  bytes = number("FAIL_BYTES", -1);
  int fd = open(count, O_RDWR | O_CLOEXEC);
  if (fd < 0) { under = NULL; return; }
  shared = mmap(NULL, 64, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (shared == MAP_FAILED) under = NULL;
}

static int is_under(const char *path) {
  return under && path && strncmp(path, under, under_length) == 0 && (path[under_length] == '/' || !path[under_length]);
}

static int path_of(int fd, char *path) {
  char link[64];
  if (!under) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_under(path);
}

/* Whether this operation must fail; if so, errno is set. */
static int fails(char op) {
  if (!ops || !strchr(ops, op) || at == 0) return 0;
  long n = __atomic_add_fetch(&shared[0], 1, __ATOMIC_SEQ_CST);
  if (n != at && !(keeps_on && n > at)) return 0;
  errno = with;
  return 1;
}

/* How many of the bytes may be written before the limit. */
static size_t room(size_t wanted) {
  if (bytes < 0) return wanted;
  long before = __atomic_fetch_add(&shared[1], (long)wanted, __ATOMIC_SEQ_CST);
  if (before >= bytes) return 0;
  return before + (long)wanted <= bytes ? wanted : (size_t)(bytes - before);
}

static void note(const char *what, const char *path) {
  if (!log_path) return;
  char line[PATH_MAX + 16];
  int length = snprintf(line, sizeof line, "%s %s\n", what, path);
  int fd = open(log_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return;
  REAL(ssize_t, write, int, const void *, size_t);
  if (real_write(fd, line, (size_t)length) < 0) { /* the log is for tests alone */ }
  close(fd);
}

static mode_t mode_of(int flags, va_list list) {
  return (flags & (O_CREAT | O_TMPFILE)) ? va_arg(list, mode_t) : 0;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    REAL(int, name, const char *, int, ...); \
    va_list list; \
    va_start(list, flags); \
    mode_t mode = mode_of(flags, list); \
    va_end(list); \
    if ((flags & O_ACCMODE) != O_RDONLY && is_under(path) && fails('o')) return -1; \
    return real_##name(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

ssize_t write(int fd, const void *data, size_t count) {
  REAL(ssize_t, write, int, const void *, size_t);
  char path[PATH_MAX];
  if (!path_of(fd, path)) return real_write(fd, data, count);
  if (fails('w')) return -1;
  size_t fits = room(count);
  if (fits == 0 && count > 0) { errno = ENOSPC; return -1; }
  return real_write(fd, data, fits);
}

#define PWRITE(name, offset_type) \
  ssize_t name(int fd, const void *data, size_t count, offset_type offset) { \
    REAL(ssize_t, name, int, const void *, size_t, offset_type); \
    char path[PATH_MAX]; \
    if (!path_of(fd, path)) return real_##name(fd, data, count, offset); \
    if (fails('w')) return -1; \
    size_t fits = room(count); \
    if (fits == 0 && count > 0) { errno = ENOSPC; return -1; } \
    return real_##name(fd, data, fits, offset); \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define SYNC(name) \
  int name(int fd) { \
    REAL(int, name, int); \
    char path[PATH_MAX]; \
    if (!path_of(fd, path)) return real_##name(fd); \
    if (fails('s')) return -1; \
    int result = real_##name(fd); \
    if (result == 0) note("sync", path); \
    return result; \
  }
SYNC(fsync)
SYNC(fdatasync)

int rename(const char *from, const char *to) {
  REAL(int, rename, const char *, const char *);
  if (!is_under(to)) return real_rename(from, to);
  if (fails('r')) return -1;
  int result = real_rename(from, to);
  if (result == 0) note("rename", to);
  return result;
}

int mkdir(const char *path, mode_t mode) {
  REAL(int, mkdir, const char *, mode_t);
  if (!is_under(path)) return real_mkdir(path, mode);
  if (fails('m')) return -1;
  int result = real_mkdir(path, mode);
  if (result == 0) note("mkdir", path);
  return result;
}

int unlink(const char *path) {
  REAL(int, unlink, const char *);
  if (is_under(path) && fails('u')) return -1;
  return real_unlink(path);
}
