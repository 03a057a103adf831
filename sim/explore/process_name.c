#include "explore/process_name.h"

#include <stdio.h>

struct fl_process_name fl_process_unnamed(uint16_t asid)
{
    struct fl_process_name name = {.asid = asid};
    snprintf(name.text, sizeof name.text, "asid %u", asid);
    return name;
}

struct fl_process_name fl_process_nobody(void)
{
    return (struct fl_process_name){.text = "no process"};
}

struct fl_process_name fl_process_named(uint64_t characters, uint64_t pid_and_asid)
{
    struct fl_process_name name = {.pid = pid_and_asid >> 16, .asid = (uint16_t)pid_and_asid};
    char program[9] = "?";
    for (unsigned i = 0; i < 8 && (characters >> 8 * i & 0xff) != 0; i++) {
        unsigned char c = (unsigned char)(characters >> 8 * i);
        program[i] = c > ' ' && c < 0x7f ? (char)c : '?';
    }
    snprintf(name.text, sizeof name.text, "%s[%llu]", program, (unsigned long long)name.pid);
    return name;
}
