/* sh - a small shell, so that a scenario can be put together without a compiler: `sh [script]`.
 *
 *   # a comment                      echo WORD...             prints the words
 *   PROGRAM [ARGUMENT...]            runs bin/PROGRAM, or the path if it has a slash, and waits for its end
 *   PROGRAM ... &                    runs it beside what follows
 *   wait                             until all of them have ended
 *   expect STATUS PROGRAM ...        this program must end with that status
 *   help                             says this
 *   exit                             ends the script
 *
 * Without a script, the lines come from the console. A program must end with 0 if nothing else is expected; the shell's
 * own status is 0 if all did.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process.h"

enum { LINE = 256, WORDS = 16, PATH = 100 };

static int input; /* descriptor that lines come from */
static unsigned failures;

/* One line without its end; false at the end of the input. */
static bool read_line(char line[LINE])
{
    size_t length = 0;
    char c;
    long got;
    while ((got = fl_read(input, &c, 1)) == 1 && c != '\n')
        if (length < LINE - 1)
            line[length++] = c;
    line[length] = '\0';
    return got == 1 || length > 0;
}

static unsigned split(char *line, char *word[WORDS + 1])
{
    unsigned words = 0;
    for (char *at = strtok(line, " \t"); at && words < WORDS; at = strtok(NULL, " \t"))
        word[words++] = at;
    word[words] = NULL;
    return words;
}

static long start(char *word[])
{
    char path[PATH];
    snprintf(path, sizeof path, "%s%s", strchr(word[0], '/') ? "" : "bin/", word[0]);
    fflush(stdout);
    long pid = fl_vfork();
    if (pid == 0)
        fl_become(path, (const char *const *)word);
    return pid;
}

static void judge(const char *name, long status, long wanted)
{
    if (status == wanted)
        return;
    failures++;
    if (status == 127)
        printf("sh: %s: no such program%s\n", name, input == 0 ? "; help tells more" : "");
    else
        printf("sh: %s ended with status %ld, expected %ld\n", name, status, wanted);
}

static void wait_for_all(void)
{
    for (int status; fl_wait(&status) > 0;)
        judge("a program in the background", status, 0);
}

static void run(char *word[], unsigned words)
{
    long wanted = 0;
    if (strcmp(word[0], "expect") == 0) {
        char *end = "";
        wanted = words > 2 ? strtol(word[1], &end, 10) : 0;
        if (words <= 2 || *end) {
            failures++;
            printf("sh: expect wants a status and a program\n");
            return;
        }
        word += 2;
        words -= 2;
    }
    bool background = strcmp(word[words - 1], "&") == 0;
    if (background && words == 1)
        return;
    if (background)
        word[words - 1] = NULL;
    long pid = start(word);
    if (pid < 0)
        judge(word[0], pid, 0);
    else if (!background)
        judge(word[0], fl_wait_for(pid), wanted);
}

static void help(void)
{
    printf("PROGRAM [ARGUMENT...]            runs bin/PROGRAM and waits for its end; try: string fifo 3 123412512345\n"
           "PROGRAM ... &                    runs it beside what follows\n"
           "wait                             until all of them have ended\n"
           "expect STATUS PROGRAM ...        runs it; it must end with that status\n"
           "echo WORD...                     prints the words\n"
           "exit                             ends the shell\n"
           "The disk is a tar archive: tar -tf disk.img lists the programs, in bin/.\n");
}

static void echo(char *word[])
{
    for (unsigned i = 1; word[i]; i++)
        printf("%s%s", i > 1 ? " " : "", word[i]);
    printf("\n");
}

/* False after "exit". */
static bool obey(char *line)
{
    char *word[WORDS + 1];
    unsigned words = split(line, word);
    if (words == 0 || word[0][0] == '#')
        return true;
    if (strcmp(word[0], "exit") == 0)
        return false;
    if (strcmp(word[0], "echo") == 0)
        echo(word);
    else if (strcmp(word[0], "help") == 0)
        help();
    else if (strcmp(word[0], "wait") == 0)
        wait_for_all();
    else
        run(word, words);
    return true;
}

int main(int argc, char **argv)
{
    char line[LINE];
    input = argc > 1 ? (int)fl_open(argv[1], FL_OPEN_READ) : 0;
    if (input < 0) {
        printf("sh: %s: no such script\n", argv[1]);
        return 66;
    }
    do {
        if (input == 0) {
            printf("$ ");
            fflush(stdout);
        }
    } while (read_line(line) && obey(line));
    wait_for_all();
    return failures > 0;
}
