/* print.c - the kernel's printf, as small as its lines need. */
#include "print.h"

#include "console.h"
#include "power.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#define PANIC_STATUS 99

static void put_text(const char *text)
{
    while (*text)
        console_put(*text++);
}

static void put_number(uint64_t value, unsigned base)
{
    char digits[20];
    int n = 0;
    do {
        digits[n++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    while (n)
        console_put(digits[--n]);
}

static void put_signed(int64_t value)
{
    if (value < 0)
        console_put('-');
    put_number(value < 0 ? -(uint64_t)value : (uint64_t)value, 10);
}

static void put_formatted(const char *format, va_list *arguments)
{
    for (; *format; format++) {
        if (*format != '%') {
            console_put(*format);
            continue;
        }
        bool wide = *++format == 'l';
        if (wide)
            format++;
        switch (*format) {
        case 's':
            put_text(va_arg(*arguments, const char *));
            break;
        case 'c':
            console_put((char)va_arg(*arguments, int));
            break;
        case 'd':
            put_signed(wide ? va_arg(*arguments, int64_t) : va_arg(*arguments, int));
            break;
        case 'u':
            put_number(wide ? va_arg(*arguments, uint64_t) : va_arg(*arguments, unsigned), 10);
            break;
        case 'x':
            put_number(wide ? va_arg(*arguments, uint64_t) : va_arg(*arguments, unsigned), 16);
            break;
        default:
            console_put(*format);
            break;
        }
    }
}

void print(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    put_formatted(format, &arguments);
    va_end(arguments);
}

void panic(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    put_text("panic: ");
    put_formatted(format, &arguments);
    put_text("\n");
    va_end(arguments);
    power_off(PANIC_STATUS);
}
