/* test_hart_alu.c - integer instructions against literal results, the M extension's corner cases included; branches
 * and jumps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hart_rig.h"

/* a0 and a1 are the operands, a2 the result. */
static const struct {
    const char *text;
    uint32_t word;
    uint64_t a0, a1, a2;
} rows[] = {
    {"add a2,a0,a1", 0x00b50633, 0x123456789abcdef, 0xfedcba9876543210, 0xffffffffffffffff},
    {"add a2,a0,a1", 0x00b50633, 0x8000000000000000, 0x1, 0x8000000000000001},
    {"add a2,a0,a1", 0x00b50633, 0xffffffffffffffff, 0x45, 0x44},
    {"add a2,a0,a1", 0x00b50633, 0x80000000, 0x1f, 0x8000001f},
    {"sub a2,a0,a1", 0x40b50633, 0x123456789abcdef, 0xfedcba9876543210, 0x2468acf13579bdf},
    {"sub a2,a0,a1", 0x40b50633, 0x8000000000000000, 0x1, 0x7fffffffffffffff},
    {"sub a2,a0,a1", 0x40b50633, 0xffffffffffffffff, 0x45, 0xffffffffffffffba},
    {"sub a2,a0,a1", 0x40b50633, 0x80000000, 0x1f, 0x7fffffe1},
    {"sll a2,a0,a1", 0x00b51633, 0x123456789abcdef, 0xfedcba9876543210, 0x456789abcdef0000},
    {"sll a2,a0,a1", 0x00b51633, 0x8000000000000000, 0x1, 0x0},
    {"sll a2,a0,a1", 0x00b51633, 0xffffffffffffffff, 0x45, 0xffffffffffffffe0},
    {"sll a2,a0,a1", 0x00b51633, 0x80000000, 0x1f, 0x4000000000000000},
    {"slt a2,a0,a1", 0x00b52633, 0x123456789abcdef, 0xfedcba9876543210, 0x0},
    {"slt a2,a0,a1", 0x00b52633, 0x8000000000000000, 0x1, 0x1},
    {"slt a2,a0,a1", 0x00b52633, 0xffffffffffffffff, 0x45, 0x1},
    {"slt a2,a0,a1", 0x00b52633, 0x80000000, 0x1f, 0x0},
    {"sltu a2,a0,a1", 0x00b53633, 0x123456789abcdef, 0xfedcba9876543210, 0x1},
    {"sltu a2,a0,a1", 0x00b53633, 0x8000000000000000, 0x1, 0x0},
    {"sltu a2,a0,a1", 0x00b53633, 0xffffffffffffffff, 0x45, 0x0},
    {"sltu a2,a0,a1", 0x00b53633, 0x80000000, 0x1f, 0x0},
    {"xor a2,a0,a1", 0x00b54633, 0x123456789abcdef, 0xfedcba9876543210, 0xffffffffffffffff},
    {"xor a2,a0,a1", 0x00b54633, 0x8000000000000000, 0x1, 0x8000000000000001},
    {"xor a2,a0,a1", 0x00b54633, 0xffffffffffffffff, 0x45, 0xffffffffffffffba},
    {"xor a2,a0,a1", 0x00b54633, 0x80000000, 0x1f, 0x8000001f},
    {"srl a2,a0,a1", 0x00b55633, 0x123456789abcdef, 0xfedcba9876543210, 0x123456789ab},
    {"srl a2,a0,a1", 0x00b55633, 0x8000000000000000, 0x1, 0x4000000000000000},
    {"srl a2,a0,a1", 0x00b55633, 0xffffffffffffffff, 0x45, 0x7ffffffffffffff},
    {"srl a2,a0,a1", 0x00b55633, 0x80000000, 0x1f, 0x1},
    {"sra a2,a0,a1", 0x40b55633, 0x123456789abcdef, 0xfedcba9876543210, 0x123456789ab},
    {"sra a2,a0,a1", 0x40b55633, 0x8000000000000000, 0x1, 0xc000000000000000},
    {"sra a2,a0,a1", 0x40b55633, 0xffffffffffffffff, 0x45, 0xffffffffffffffff},
    {"sra a2,a0,a1", 0x40b55633, 0x80000000, 0x1f, 0x1},
    {"or a2,a0,a1", 0x00b56633, 0x123456789abcdef, 0xfedcba9876543210, 0xffffffffffffffff},
    {"or a2,a0,a1", 0x00b56633, 0x8000000000000000, 0x1, 0x8000000000000001},
    {"or a2,a0,a1", 0x00b56633, 0xffffffffffffffff, 0x45, 0xffffffffffffffff},
    {"or a2,a0,a1", 0x00b56633, 0x80000000, 0x1f, 0x8000001f},
    {"and a2,a0,a1", 0x00b57633, 0x123456789abcdef, 0xfedcba9876543210, 0x0},
    {"and a2,a0,a1", 0x00b57633, 0x8000000000000000, 0x1, 0x0},
    {"and a2,a0,a1", 0x00b57633, 0xffffffffffffffff, 0x45, 0x45},
    {"and a2,a0,a1", 0x00b57633, 0x80000000, 0x1f, 0x0},
    {"addw a2,a0,a1", 0x00b5063b, 0x123456789abcdef, 0xfedcba9876543210, 0xffffffffffffffff},
    {"addw a2,a0,a1", 0x00b5063b, 0x8000000000000000, 0x1, 0x1},
    {"addw a2,a0,a1", 0x00b5063b, 0xffffffffffffffff, 0x45, 0x44},
    {"addw a2,a0,a1", 0x00b5063b, 0x80000000, 0x1f, 0xffffffff8000001f},
    {"subw a2,a0,a1", 0x40b5063b, 0x123456789abcdef, 0xfedcba9876543210, 0x13579bdf},
    {"subw a2,a0,a1", 0x40b5063b, 0x8000000000000000, 0x1, 0xffffffffffffffff},
    {"subw a2,a0,a1", 0x40b5063b, 0xffffffffffffffff, 0x45, 0xffffffffffffffba},
    {"subw a2,a0,a1", 0x40b5063b, 0x80000000, 0x1f, 0x7fffffe1},
    {"sllw a2,a0,a1", 0x00b5163b, 0x123456789abcdef, 0xfedcba9876543210, 0xffffffffcdef0000},
    {"sllw a2,a0,a1", 0x00b5163b, 0x8000000000000000, 0x1, 0x0},
    {"sllw a2,a0,a1", 0x00b5163b, 0xffffffffffffffff, 0x45, 0xffffffffffffffe0},
    {"sllw a2,a0,a1", 0x00b5163b, 0x80000000, 0x1f, 0x0},
    {"srlw a2,a0,a1", 0x00b5563b, 0x123456789abcdef, 0xfedcba9876543210, 0x89ab},
    {"srlw a2,a0,a1", 0x00b5563b, 0x8000000000000000, 0x1, 0x0},
    {"srlw a2,a0,a1", 0x00b5563b, 0xffffffffffffffff, 0x45, 0x7ffffff},
    {"srlw a2,a0,a1", 0x00b5563b, 0x80000000, 0x1f, 0x1},
    {"sraw a2,a0,a1", 0x40b5563b, 0x123456789abcdef, 0xfedcba9876543210, 0xffffffffffff89ab},
    {"sraw a2,a0,a1", 0x40b5563b, 0x8000000000000000, 0x1, 0x0},
    {"sraw a2,a0,a1", 0x40b5563b, 0xffffffffffffffff, 0x45, 0xffffffffffffffff},
    {"sraw a2,a0,a1", 0x40b5563b, 0x80000000, 0x1f, 0xffffffffffffffff},
    {"mul a2,a0,a1", 0x02b50633, 0x7, 0x0, 0x0},
    {"mul a2,a0,a1", 0x02b50633, 0x8000000000000000, 0xffffffffffffffff, 0x8000000000000000},
    {"mul a2,a0,a1", 0x02b50633, 0x80000000, 0xffffffffffffffff, 0xffffffff80000000},
    {"mul a2,a0,a1", 0x02b50633, 0xfedcba9876543210, 0x123, 0xb4e81b4e81b4e830},
    {"mul a2,a0,a1", 0x02b50633, 0x123456789abcdef, 0xfffffffffffffff0, 0xedcba98765432110},
    {"mul a2,a0,a1", 0x02b50633, 0xffffffffffffffff, 0xffffffffffffffff, 0x1},
    {"mul a2,a0,a1", 0x02b50633, 0xffffffff80000000, 0x0, 0x0},
    {"mulh a2,a0,a1", 0x02b51633, 0x7, 0x0, 0x0},
    {"mulh a2,a0,a1", 0x02b51633, 0x8000000000000000, 0xffffffffffffffff, 0x0},
    {"mulh a2,a0,a1", 0x02b51633, 0x80000000, 0xffffffffffffffff, 0xffffffffffffffff},
    {"mulh a2,a0,a1", 0x02b51633, 0xfedcba9876543210, 0x123, 0xfffffffffffffffe},
    {"mulh a2,a0,a1", 0x02b51633, 0x123456789abcdef, 0xfffffffffffffff0, 0xffffffffffffffff},
    {"mulh a2,a0,a1", 0x02b51633, 0xffffffffffffffff, 0xffffffffffffffff, 0x0},
    {"mulh a2,a0,a1", 0x02b51633, 0xffffffff80000000, 0x0, 0x0},
    {"mulhsu a2,a0,a1", 0x02b52633, 0x7, 0x0, 0x0},
    {"mulhsu a2,a0,a1", 0x02b52633, 0x8000000000000000, 0xffffffffffffffff, 0x8000000000000000},
    {"mulhsu a2,a0,a1", 0x02b52633, 0x80000000, 0xffffffffffffffff, 0x7fffffff},
    {"mulhsu a2,a0,a1", 0x02b52633, 0xfedcba9876543210, 0x123, 0xfffffffffffffffe},
    {"mulhsu a2,a0,a1", 0x02b52633, 0x123456789abcdef, 0xfffffffffffffff0, 0x123456789abcdee},
    {"mulhsu a2,a0,a1", 0x02b52633, 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff},
    {"mulhsu a2,a0,a1", 0x02b52633, 0xffffffff80000000, 0x0, 0x0},
    {"mulhu a2,a0,a1", 0x02b53633, 0x7, 0x0, 0x0},
    {"mulhu a2,a0,a1", 0x02b53633, 0x8000000000000000, 0xffffffffffffffff, 0x7fffffffffffffff},
    {"mulhu a2,a0,a1", 0x02b53633, 0x80000000, 0xffffffffffffffff, 0x7fffffff},
    {"mulhu a2,a0,a1", 0x02b53633, 0xfedcba9876543210, 0x123, 0x121},
    {"mulhu a2,a0,a1", 0x02b53633, 0x123456789abcdef, 0xfffffffffffffff0, 0x123456789abcdee},
    {"mulhu a2,a0,a1", 0x02b53633, 0xffffffffffffffff, 0xffffffffffffffff, 0xfffffffffffffffe},
    {"mulhu a2,a0,a1", 0x02b53633, 0xffffffff80000000, 0x0, 0x0},
    {"div a2,a0,a1", 0x02b54633, 0x7, 0x0, 0xffffffffffffffff},
    {"div a2,a0,a1", 0x02b54633, 0x8000000000000000, 0xffffffffffffffff, 0x8000000000000000},
    {"div a2,a0,a1", 0x02b54633, 0x80000000, 0xffffffffffffffff, 0xffffffff80000000},
    {"div a2,a0,a1", 0x02b54633, 0xfedcba9876543210, 0x123, 0xfffeffc2f1738888},
    {"div a2,a0,a1", 0x02b54633, 0x123456789abcdef, 0xfffffffffffffff0, 0xffedcba987654322},
    {"div a2,a0,a1", 0x02b54633, 0xffffffffffffffff, 0xffffffffffffffff, 0x1},
    {"div a2,a0,a1", 0x02b54633, 0xffffffff80000000, 0x0, 0xffffffffffffffff},
    {"divu a2,a0,a1", 0x02b55633, 0x7, 0x0, 0xffffffffffffffff},
    {"divu a2,a0,a1", 0x02b55633, 0x8000000000000000, 0xffffffffffffffff, 0x0},
    {"divu a2,a0,a1", 0x02b55633, 0x80000000, 0xffffffffffffffff, 0x0},
    {"divu a2,a0,a1", 0x02b55633, 0xfedcba9876543210, 0x123, 0xe0356cbae88968},
    {"divu a2,a0,a1", 0x02b55633, 0x123456789abcdef, 0xfffffffffffffff0, 0x0},
    {"divu a2,a0,a1", 0x02b55633, 0xffffffffffffffff, 0xffffffffffffffff, 0x1},
    {"divu a2,a0,a1", 0x02b55633, 0xffffffff80000000, 0x0, 0xffffffffffffffff},
    {"rem a2,a0,a1", 0x02b56633, 0x7, 0x0, 0x7},
    {"rem a2,a0,a1", 0x02b56633, 0x8000000000000000, 0xffffffffffffffff, 0x0},
    {"rem a2,a0,a1", 0x02b56633, 0x80000000, 0xffffffffffffffff, 0x0},
    {"rem a2,a0,a1", 0x02b56633, 0xfedcba9876543210, 0x123, 0xffffffffffffff78},
    {"rem a2,a0,a1", 0x02b56633, 0x123456789abcdef, 0xfffffffffffffff0, 0xf},
    {"rem a2,a0,a1", 0x02b56633, 0xffffffffffffffff, 0xffffffffffffffff, 0x0},
    {"rem a2,a0,a1", 0x02b56633, 0xffffffff80000000, 0x0, 0xffffffff80000000},
    {"remu a2,a0,a1", 0x02b57633, 0x7, 0x0, 0x7},
    {"remu a2,a0,a1", 0x02b57633, 0x8000000000000000, 0xffffffffffffffff, 0x8000000000000000},
    {"remu a2,a0,a1", 0x02b57633, 0x80000000, 0xffffffffffffffff, 0x80000000},
    {"remu a2,a0,a1", 0x02b57633, 0xfedcba9876543210, 0x123, 0xd8},
    {"remu a2,a0,a1", 0x02b57633, 0x123456789abcdef, 0xfffffffffffffff0, 0x123456789abcdef},
    {"remu a2,a0,a1", 0x02b57633, 0xffffffffffffffff, 0xffffffffffffffff, 0x0},
    {"remu a2,a0,a1", 0x02b57633, 0xffffffff80000000, 0x0, 0xffffffff80000000},
    {"mulw a2,a0,a1", 0x02b5063b, 0x7, 0x0, 0x0},
    {"mulw a2,a0,a1", 0x02b5063b, 0x8000000000000000, 0xffffffffffffffff, 0x0},
    {"mulw a2,a0,a1", 0x02b5063b, 0x80000000, 0xffffffffffffffff, 0xffffffff80000000},
    {"mulw a2,a0,a1", 0x02b5063b, 0xfedcba9876543210, 0x123, 0xffffffff81b4e830},
    {"mulw a2,a0,a1", 0x02b5063b, 0x123456789abcdef, 0xfffffffffffffff0, 0x65432110},
    {"mulw a2,a0,a1", 0x02b5063b, 0xffffffffffffffff, 0xffffffffffffffff, 0x1},
    {"mulw a2,a0,a1", 0x02b5063b, 0xffffffff80000000, 0x0, 0x0},
    {"divw a2,a0,a1", 0x02b5463b, 0x7, 0x0, 0xffffffffffffffff},
    {"divw a2,a0,a1", 0x02b5463b, 0x8000000000000000, 0xffffffffffffffff, 0x0},
    {"divw a2,a0,a1", 0x02b5463b, 0x80000000, 0xffffffffffffffff, 0xffffffff80000000},
    {"divw a2,a0,a1", 0x02b5463b, 0xfedcba9876543210, 0x123, 0x6818cd},
    {"divw a2,a0,a1", 0x02b5463b, 0x123456789abcdef, 0xfffffffffffffff0, 0x7654321},
    {"divw a2,a0,a1", 0x02b5463b, 0xffffffffffffffff, 0xffffffffffffffff, 0x1},
    {"divw a2,a0,a1", 0x02b5463b, 0xffffffff80000000, 0x0, 0xffffffffffffffff},
    {"divuw a2,a0,a1", 0x02b5563b, 0x7, 0x0, 0xffffffffffffffff},
    {"divuw a2,a0,a1", 0x02b5563b, 0x8000000000000000, 0xffffffffffffffff, 0x0},
    {"divuw a2,a0,a1", 0x02b5563b, 0x80000000, 0xffffffffffffffff, 0x0},
    {"divuw a2,a0,a1", 0x02b5563b, 0xfedcba9876543210, 0x123, 0x6818cd},
    {"divuw a2,a0,a1", 0x02b5563b, 0x123456789abcdef, 0xfffffffffffffff0, 0x0},
    {"divuw a2,a0,a1", 0x02b5563b, 0xffffffffffffffff, 0xffffffffffffffff, 0x1},
    {"divuw a2,a0,a1", 0x02b5563b, 0xffffffff80000000, 0x0, 0xffffffffffffffff},
    {"remw a2,a0,a1", 0x02b5663b, 0x7, 0x0, 0x7},
    {"remw a2,a0,a1", 0x02b5663b, 0x8000000000000000, 0xffffffffffffffff, 0x0},
    {"remw a2,a0,a1", 0x02b5663b, 0x80000000, 0xffffffffffffffff, 0x0},
    {"remw a2,a0,a1", 0x02b5663b, 0xfedcba9876543210, 0x123, 0x109},
    {"remw a2,a0,a1", 0x02b5663b, 0x123456789abcdef, 0xfffffffffffffff0, 0xffffffffffffffff},
    {"remw a2,a0,a1", 0x02b5663b, 0xffffffffffffffff, 0xffffffffffffffff, 0x0},
    {"remw a2,a0,a1", 0x02b5663b, 0xffffffff80000000, 0x0, 0xffffffff80000000},
    {"remuw a2,a0,a1", 0x02b5763b, 0x7, 0x0, 0x7},
    {"remuw a2,a0,a1", 0x02b5763b, 0x8000000000000000, 0xffffffffffffffff, 0x0},
    {"remuw a2,a0,a1", 0x02b5763b, 0x80000000, 0xffffffffffffffff, 0xffffffff80000000},
    {"remuw a2,a0,a1", 0x02b5763b, 0xfedcba9876543210, 0x123, 0x109},
    {"remuw a2,a0,a1", 0x02b5763b, 0x123456789abcdef, 0xfffffffffffffff0, 0xffffffff89abcdef},
    {"remuw a2,a0,a1", 0x02b5763b, 0xffffffffffffffff, 0xffffffffffffffff, 0x0},
    {"remuw a2,a0,a1", 0x02b5763b, 0xffffffff80000000, 0x0, 0xffffffff80000000},
    {"addi a2,a0,-2048", 0x80050613, 0x123456789abcdef, 0x0, 0x123456789abc5ef},
    {"addi a2,a0,-2048", 0x80050613, 0xfedcba9880000001, 0x0, 0xfedcba987ffff801},
    {"addi a2,a0,2047", 0x7ff50613, 0x123456789abcdef, 0x0, 0x123456789abd5ee},
    {"addi a2,a0,2047", 0x7ff50613, 0xfedcba9880000001, 0x0, 0xfedcba9880000800},
    {"slti a2,a0,-1", 0xfff52613, 0x123456789abcdef, 0x0, 0x0},
    {"slti a2,a0,-1", 0xfff52613, 0xfedcba9880000001, 0x0, 0x1},
    {"sltiu a2,a0,-1", 0xfff53613, 0x123456789abcdef, 0x0, 0x1},
    {"sltiu a2,a0,-1", 0xfff53613, 0xfedcba9880000001, 0x0, 0x1},
    {"xori a2,a0,-1", 0xfff54613, 0x123456789abcdef, 0x0, 0xfedcba9876543210},
    {"xori a2,a0,-1", 0xfff54613, 0xfedcba9880000001, 0x0, 0x12345677ffffffe},
    {"ori a2,a0,1365", 0x55556613, 0x123456789abcdef, 0x0, 0x123456789abcdff},
    {"ori a2,a0,1365", 0x55556613, 0xfedcba9880000001, 0x0, 0xfedcba9880000555},
    {"andi a2,a0,-16", 0xff057613, 0x123456789abcdef, 0x0, 0x123456789abcde0},
    {"andi a2,a0,-16", 0xff057613, 0xfedcba9880000001, 0x0, 0xfedcba9880000000},
    {"slli a2,a0,63", 0x03f51613, 0x123456789abcdef, 0x0, 0x8000000000000000},
    {"slli a2,a0,63", 0x03f51613, 0xfedcba9880000001, 0x0, 0x8000000000000000},
    {"slli a2,a0,32", 0x02051613, 0x123456789abcdef, 0x0, 0x89abcdef00000000},
    {"slli a2,a0,32", 0x02051613, 0xfedcba9880000001, 0x0, 0x8000000100000000},
    {"srli a2,a0,33", 0x02155613, 0x123456789abcdef, 0x0, 0x91a2b3},
    {"srli a2,a0,33", 0x02155613, 0xfedcba9880000001, 0x0, 0x7f6e5d4c},
    {"srai a2,a0,63", 0x43f55613, 0x123456789abcdef, 0x0, 0x0},
    {"srai a2,a0,63", 0x43f55613, 0xfedcba9880000001, 0x0, 0xffffffffffffffff},
    {"addiw a2,a0,-1", 0xfff5061b, 0x123456789abcdef, 0x0, 0xffffffff89abcdee},
    {"addiw a2,a0,-1", 0xfff5061b, 0xfedcba9880000001, 0x0, 0xffffffff80000000},
    {"slliw a2,a0,31", 0x01f5161b, 0x123456789abcdef, 0x0, 0xffffffff80000000},
    {"slliw a2,a0,31", 0x01f5161b, 0xfedcba9880000001, 0x0, 0xffffffff80000000},
    {"srliw a2,a0,31", 0x01f5561b, 0x123456789abcdef, 0x0, 0x1},
    {"srliw a2,a0,31", 0x01f5561b, 0xfedcba9880000001, 0x0, 0x1},
    {"sraiw a2,a0,4", 0x4045561b, 0x123456789abcdef, 0x0, 0xfffffffff89abcde},
    {"sraiw a2,a0,4", 0x4045561b, 0xfedcba9880000001, 0x0, 0xfffffffff8000000},
    {"lui a2,0x80000", 0x80000637, 0x0, 0x0, 0xffffffff80000000},
    {"lui a2,0x7ffff", 0x7ffff637, 0x0, 0x0, 0x7ffff000},
};

static void test_each_operation_gives_its_literal_result(void **state)
{
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
        rig_put(rig, RIG_RAM + 4 * i, &rows[i].word, 1);
    rig_start(rig);
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fl_hart_set_reg(rig->hart, 10, rows[i].a0);
        fl_hart_set_reg(rig->hart, 11, rows[i].a1);
        rig_step(rig);
        if (fl_hart_reg(rig->hart, 12) != rows[i].a2)
            fail_msg("row %u, %s: 0x%lx", i, rows[i].text, (unsigned long)fl_hart_reg(rig->hart, 12));
    }
    assert_int_equal(fl_hart_counts(rig->hart)->instret, sizeof rows / sizeof rows[0]);
    rig_free(rig);
}

static void test_x0_stays_zero(void **state)
{
    static const uint32_t program[] = {0x00500013, 0x00c58033, 0x00053003, 0x00000097};
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig_put(rig, RIG_RAM, program, 4);
    rig_start(rig);
    fl_hart_set_reg(rig->hart, 10, RIG_RAM);
    fl_hart_set_reg(rig->hart, 0, 77);
    rig_steps(rig, 4);
    assert_int_equal(fl_hart_reg(rig->hart, 0), 0);
    assert_int_equal(fl_hart_reg(rig->hart, 1), RIG_RAM + 12); /* auipc ra, 0 */
    rig_free(rig);
}

/* B-type with offset 16: taken or not, for a0 = -1 and a1 = 1. */
static void test_branches_compare_as_named(void **state)
{
    static const struct {
        uint32_t word;
        bool taken, taken_when_equal;
    } branches[] = {
        {0x00b50863, false, true},  /* beq  */ {0x00b51863, true, false}, /* bne */
        {0x00b54863, true, false},  /* blt */ {0x00b55863, false, true},  /* bge */
        {0x00b56863, false, false}, /* bltu */ {0x00b57863, true, true},  /* bgeu */
    };
    (void)state;
    for (unsigned i = 0; i < 6; i++) {
        for (unsigned equal = 0; equal < 2; equal++) {
            struct rig *rig = rig_new(RIG_ASKED, false);
            rig_put(rig, RIG_RAM, &branches[i].word, 1);
            rig_start(rig);
            fl_hart_set_reg(rig->hart, 10, UINT64_MAX);
            fl_hart_set_reg(rig->hart, 11, equal ? UINT64_MAX : 1);
            rig_step(rig);
            bool taken = equal ? branches[i].taken_when_equal : branches[i].taken;
            assert_int_equal(fl_hart_pc(rig->hart), RIG_RAM + (taken ? 16 : 4));
            rig_free(rig);
        }
    }
}

static void test_jumps_link_and_clear_bit_zero(void **state)
{
    static const uint32_t program[] = {0x010000ef, 0, 0, 0, 0x001502e7}; /* jal ra, 16; jalr t0, 1(a0) */
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig_put(rig, RIG_RAM, program, 5);
    rig_start(rig);
    fl_hart_set_reg(rig->hart, 10, RIG_RAM + 0x40);
    rig_step(rig);
    assert_int_equal(fl_hart_pc(rig->hart), RIG_RAM + 16);
    assert_int_equal(fl_hart_reg(rig->hart, 1), RIG_RAM + 4);
    rig_step(rig);
    assert_int_equal(fl_hart_pc(rig->hart), RIG_RAM + 0x40);
    assert_int_equal(fl_hart_reg(rig->hart, 5), RIG_RAM + 20);
    rig_free(rig);
}

/* jalr t0, 0(t0): the target is read before the link is written. */
static void test_jalr_may_link_into_its_own_base(void **state)
{
    static const uint32_t program[] = {0x000282e7};
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig_put(rig, RIG_RAM, program, 1);
    rig_start(rig);
    fl_hart_set_reg(rig->hart, 5, RIG_RAM + 0x80);
    rig_step(rig);
    assert_int_equal(fl_hart_pc(rig->hart), RIG_RAM + 0x80);
    assert_int_equal(fl_hart_reg(rig->hart, 5), RIG_RAM + 4);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_operation_gives_its_literal_result),
        cmocka_unit_test(test_x0_stays_zero),
        cmocka_unit_test(test_branches_compare_as_named),
        cmocka_unit_test(test_jumps_link_and_clear_bit_zero),
        cmocka_unit_test(test_jalr_may_link_into_its_own_base),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
