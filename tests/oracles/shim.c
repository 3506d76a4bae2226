/* Shows where a client goes, and takes it to the oracle's server instead.
 *
 * Loaded into a client by LD_PRELOAD. Every name gets an address of its own, so that a connection
 * can be told by the name that was asked for; every connection is noted in ORACLE_LOG and led to
 * ORACLE_PORT on this machine, or to ORACLE_SOCKET. No packet leaves the machine. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char names[65536][256];

static void note(const char *text) {
    const char *path = getenv("ORACLE_LOG");
    if (!path) return;
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return;
    if (write(fd, text, strlen(text)) < 0) { /* the test fails for want of the line */ }
    close(fd);
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **result) {
    static int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    if (!real) real = dlsym(RTLD_NEXT, "getaddrinfo");
    if (!node) return real(node, service, hints, result);
    struct addrinfo numeric = hints ? *hints : (struct addrinfo){0};
    numeric.ai_flags |= AI_NUMERICHOST;
    if (real(node, service, &numeric, result) == 0) return 0;
    if (hints && (hints->ai_flags & AI_NUMERICHOST)) return EAI_NONAME;
    if (!*node || strpbrk(node, " /@,%:?#[]\\\n\t")) return EAI_NONAME; /* no name server has it */
    unsigned hash = 2166136261u;
    for (const char *c = node; *c; c++) hash = (hash ^ (unsigned char)(*c | 32)) * 16777619u;
    hash = (hash ^ (hash >> 16)) & 0xffff;
    snprintf(names[hash], sizeof names[hash], "%s", node);
    char address[32];
    snprintf(address, sizeof address, "198.18.%u.%u", hash >> 8, hash & 255);
    if (hints && hints->ai_family == AF_INET6) return EAI_NONAME;
    return real(address, service, &numeric, result);
}

int connect(int fd, const struct sockaddr *to, socklen_t length) {
    static int (*real)(int, const struct sockaddr *, socklen_t);
    if (!real) real = dlsym(RTLD_NEXT, "connect");
    int type = 0;
    socklen_t size = sizeof type;
    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size);
    const char *port = getenv("ORACLE_PORT");
    if (type != SOCK_STREAM || !port) return real(fd, to, length);
    char line[600], text[INET6_ADDRSTRLEN];
    if (to->sa_family == AF_INET || to->sa_family == AF_INET6) {
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        unsigned wanted;
        unsigned char bytes[4] = {0};
        if (to->sa_family == AF_INET) {
            memcpy(&v4, to, sizeof v4);
            wanted = ntohs(v4.sin_port);
            memcpy(bytes, &v4.sin_addr, 4);
            inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
        } else {
            memcpy(&v6, to, sizeof v6);
            wanted = ntohs(v6.sin6_port);
            inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
            if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
                memcpy(bytes, v6.sin6_addr.s6_addr + 12, 4);
                memmove(text, text + 7, strlen(text) - 6);
            }
        }
        const char *host = text;
        if (bytes[0] == 198 && bytes[1] == 18) host = names[bytes[2] << 8 | bytes[3]];
        snprintf(line, sizeof line, "connect %u %s\n", wanted, host);
        note(line);
        if (to->sa_family == AF_INET) {
            v4.sin_port = htons(atoi(port));
            v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            return real(fd, (struct sockaddr *)&v4, sizeof v4);
        }
        v6.sin6_port = htons(atoi(port));
        inet_pton(AF_INET6, "::ffff:127.0.0.1", &v6.sin6_addr);
        return real(fd, (struct sockaddr *)&v6, sizeof v6);
    }
    if (to->sa_family == AF_UNIX) {
        struct sockaddr_un un = {0};
        memcpy(&un, to, length < sizeof un ? length : sizeof un);
        int is_abstract = un.sun_path[0] == 0;
        const char *path = is_abstract ? un.sun_path + 1 : un.sun_path;
        if (strstr(path, "nscd") || strstr(path, "systemd")) return real(fd, to, length);
        const char *own = getenv("ORACLE_SOCKET");
        snprintf(line, sizeof line, "socket %s%s\n", is_abstract ? "@" : "", path);
        note(line);
        if (!own) return real(fd, to, length);
        struct sockaddr_un there = {.sun_family = AF_UNIX};
        snprintf(there.sun_path, sizeof there.sun_path, "%s", own);
        return real(fd, (struct sockaddr *)&there, sizeof there);
    }
    return real(fd, to, length);
}
