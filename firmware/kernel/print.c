/* print.c - the kernel's printf, as small as its lines need. */
#include "print.h"

#include "console.h"
#include "power.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#define PANIC_STATUS 99

/* To the text, or with NULL to the console. */
static void put(struct text *text, char c)
{
    if (!text) {
        console_put(c);
    } else if (text->length + 1 < text->size) {
        text->bytes[text->length++] = c;
        text->bytes[text->length] = '\0';
    }
}

static void put_string(struct text *text, const char *string)
{
    while (*string)
        put(text, *string++);
}

static void put_number(struct text *text, uint64_t value, unsigned base)
{
    char digits[20];
    int n = 0;
    do {
        digits[n++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    while (n)
        put(text, digits[--n]);
}

static void put_signed(struct text *text, int64_t value)
{
    if (value < 0)
        put(text, '-');
    put_number(text, value < 0 ? -(uint64_t)value : (uint64_t)value, 10);
}

static void put_formatted(struct text *text, const char *format, va_list *arguments)
{
    for (; *format; format++) {
        if (*format != '%') {
            put(text, *format);
            continue;
        }
        bool wide = *++format == 'l';
        if (wide)
            format++;
        switch (*format) {
        case 's':
            put_string(text, va_arg(*arguments, const char *));
            break;
        case 'c':
            put(text, (char)va_arg(*arguments, int));
            break;
        case 'd':
            put_signed(text, wide ? va_arg(*arguments, int64_t) : va_arg(*arguments, int));
            break;
        case 'u':
            put_number(text, wide ? va_arg(*arguments, uint64_t) : va_arg(*arguments, unsigned), 10);
            break;
        case 'x':
            put_number(text, wide ? va_arg(*arguments, uint64_t) : va_arg(*arguments, unsigned), 16);
            break;
        default:
            put(text, *format);
            break;
        }
    }
}

void print(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    put_formatted(NULL, format, &arguments);
    va_end(arguments);
}

void print_to(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    put_formatted(text, format, &arguments);
    va_end(arguments);
}

void panic(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    put_string(NULL, "panic: ");
    put_formatted(NULL, format, &arguments);
    put_string(NULL, "\n");
    va_end(arguments);
    power_off(PANIC_STATUS);
}
