/* test_hart_compressed.c - every compressed encoding of RV64 without F and D, the reserved ones included. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hart/decode.h"
#include "hart_rig.h"

static const struct {
    const char *text;
    uint16_t parcel;
    uint32_t word;
} rows[] = {
    {"c.addi4spn a0,sp,4", 0x0048, 0x00410513},
    {"c.addi4spn s0,sp,1020", 0x1fe0, 0x3fc10413},
    {"c.lw a5,0(s0)", 0x401c, 0x00042783},
    {"c.lw s1,124(a3)", 0x5ee4, 0x07c6a483},
    {"c.ld a0,248(s1)", 0x7ce8, 0x0f84b503},
    {"c.ld s0,8(a5)", 0x6780, 0x0087b403},
    {"c.sw a2,64(a0)", 0xc130, 0x04c52023},
    {"c.sd a4,192(s0)", 0xe078, 0x0ce43023},
    {"c.nop", 0x0001, 0x00000013},
    {"c.addi a7,-32", 0x1881, 0xfe088893},
    {"c.addi t0,31", 0x02fd, 0x01f28293},
    {"c.addiw a0,-1", 0x357d, 0xfff5051b},
    {"c.addiw a0,0", 0x2501, 0x0005051b},
    {"c.li t6,-32", 0x5f81, 0xfe000f93},
    {"c.li a0,31", 0x457d, 0x01f00513},
    {"c.addi16sp sp,-512", 0x7101, 0xe0010113},
    {"c.addi16sp sp,496", 0x617d, 0x1f010113},
    {"c.addi16sp sp,16", 0x6141, 0x01010113},
    {"c.lui a0,0x1f", 0x657d, 0x0001f537},
    {"c.lui t0,0xfffe0", 0x7281, 0xfffe02b7},
    {"c.srli a0,63", 0x917d, 0x03f55513},
    {"c.srli s1,1", 0x8085, 0x0014d493},
    {"c.srai a5,32", 0x9781, 0x4207d793},
    {"c.andi s0,-1", 0x987d, 0xfff47413},
    {"c.andi a3,21", 0x8ad5, 0x0156f693},
    {"c.sub a0,a1", 0x8d0d, 0x40b50533},
    {"c.xor s0,s1", 0x8c25, 0x00944433},
    {"c.or a4,a5", 0x8f5d, 0x00f76733},
    {"c.and a2,a3", 0x8e75, 0x00d67633},
    {"c.subw s1,a0", 0x9c89, 0x40a484bb},
    {"c.addw a5,s0", 0x9fa1, 0x008787bb},
    {"c.slli t2,63", 0x13fe, 0x03f39393},
    {"c.slli ra,1", 0x0086, 0x00109093},
    {"c.lwsp a0,252(sp)", 0x557e, 0x0fc12503},
    {"c.lwsp t5,4(sp)", 0x4f12, 0x00412f03},
    {"c.ldsp ra,504(sp)", 0x70fe, 0x1f813083},
    {"c.ldsp s11,8(sp)", 0x6da2, 0x00813d83},
    {"c.jr ra", 0x8082, 0x00008067},
    {"c.jr a5", 0x8782, 0x00078067},
    {"c.mv a0,t6", 0x857e, 0x01f00533},
    {"c.ebreak", 0x9002, 0x00100073},
    {"c.jalr t1", 0x9302, 0x000300e7},
    {"c.add gp,tp", 0x9192, 0x004181b3},
    {"c.swsp zero,252(sp)", 0xdf82, 0x0e012e23},
    {"c.swsp s2,64(sp)", 0xc0ca, 0x05212023},
    {"c.sdsp ra,504(sp)", 0xff86, 0x1e113c23},
    {"c.sdsp a1,0(sp)", 0xe02e, 0x00b13023},
    {"c.j .", 0xa001, 0x0000006f},
    {"c.j . - 2", 0xbffd, 0xfffff06f},
    {"c.beqz s0, .", 0xc001, 0x00040063},
    {"c.bnez s0, .", 0xe001, 0x00041063},
};

static void test_each_form_expands_to_its_full_length_twin(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (fl_expand_compressed(rows[i].parcel) != rows[i].word)
            fail_msg("%s: 0x%08x", rows[i].text, (unsigned)fl_expand_compressed(rows[i].parcel));
}

/* Unprivileged 16: reserved encodings, and those of F and D. */
static void test_reserved_encodings_expand_to_nothing(void **state)
{
    static const uint16_t reserved[] = {
        0x0000,         /* defined illegal */
        0x0004, 0x001c, /* C.ADDI4SPN with immediate 0 */
        0x2000, 0xa000, /* C.FLD, C.FSD */
        0x8000, 0x9ffc, /* quadrant 0, funct3 100 */
        0x2001, 0x307d, /* C.ADDIW with rd = x0 */
        0x6101,         /* C.ADDI16SP with immediate 0 */
        0x6001, 0x6081, /* C.LUI with immediate 0 */
        0x9c41, 0x9c61, /* C.SUBW's row, reserved funct2 */
        0x4002, 0x5002, /* C.LWSP with rd = x0 */
        0x6002, 0x7002, /* C.LDSP with rd = x0 */
        0x8002,         /* C.JR with rs1 = x0 */
        0x2002, 0xa002, /* C.FLDSP, C.FSDSP */
    };
    (void)state;
    for (unsigned i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        if (fl_expand_compressed(reserved[i]) != 0)
            fail_msg("0x%04x expands to 0x%08x", reserved[i], (unsigned)fl_expand_compressed(reserved[i]));
}

/* The digest of all 49,152 answers, taken when each of them agreed with binutils' disassembly of the parcel and of its
 * expansion. */
static void test_all_parcels_together(void **state)
{
    unsigned legal = 0;
    uint64_t digest = 0;
    (void)state;
    for (unsigned parcel = 0; parcel < 65536; parcel++) {
        if ((parcel & 3) == 3)
            continue;
        uint32_t word = fl_expand_compressed((uint16_t)parcel);
        legal += word != 0;
        digest = (digest ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        digest ^= digest >> 29;
    }
    assert_int_equal(legal, 38551);
    assert_int_equal(digest, UINT64_C(0xd4dca0adcb609fc7));
}

/* Directed case 98: the trap value is the 16 bits and nothing of the next instruction. */
static void test_illegal_parcel_traps_with_its_sixteen_bits(void **state)
{
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig_put16(rig, RIG_RAM, 0x0001);
    rig_put16(rig, RIG_RAM + 2, 0x8002);
    rig_put16(rig, RIG_RAM + 4, 0xffff);
    rig_start(rig);
    rig_steps(rig, 2);
    assert_int_equal(rig->trap.out.cause, FL_CAUSE_ILLEGAL);
    assert_int_equal(rig->trap.out.tval, 0x8002);
    assert_int_equal(rig->trap.out.epc, RIG_RAM + 2);
    rig_free(rig);
}

/* c.jalr links to the next parcel, two bytes on. */
static void test_compressed_jumps_link_two_bytes_on(void **state)
{
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig_put16(rig, RIG_RAM, 0x9282); /* c.jalr t0 */
    rig_start(rig);
    fl_hart_set_reg(rig->hart, 5, RIG_RAM + 0x102);
    rig_step(rig);
    assert_int_equal(fl_hart_pc(rig->hart), RIG_RAM + 0x102);
    assert_int_equal(fl_hart_reg(rig->hart, 1), RIG_RAM + 2);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_form_expands_to_its_full_length_twin),
        cmocka_unit_test(test_reserved_encodings_expand_to_nothing),
        cmocka_unit_test(test_all_parcels_together),
        cmocka_unit_test(test_illegal_parcel_traps_with_its_sixteen_bits),
        cmocka_unit_test(test_compressed_jumps_link_two_bytes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
