/* plugin.hpp - glue for an MMU as a C++ class: FAULTLINE_DUT(Class) exports what plugin.h asks for.
 *
 * The class has a default constructor, `static const char *name()`, `static fl_dut_claims claims()`, and as methods the calls of dut.h
 * that plugin.h lists as needed; and stall_memory().
 */
#ifndef FAULTLINE_PLUGIN_HPP
#define FAULTLINE_PLUGIN_HPP

#include "plugin.h"

/* MPRV lends data accesses the privilege MPP (Privileged 3.1.6.3). */
inline fl_privilege fl_glue_privilege(const fl_context &context, fl_port port)
{
    const bool lent = port == FL_PORT_DATA && context.mprv;
    return static_cast<fl_privilege>(lent ? context.mpp : context.privilege);
}

/* The exception codes of Privileged table 3.6. */
inline uint8_t fl_glue_page_fault(uint8_t access)
{
    return access == FL_FETCH ? FL_CAUSE_FETCH_PAGE : access == FL_LOAD ? FL_CAUSE_LOAD_PAGE : FL_CAUSE_STORE_PAGE;
}
inline uint8_t fl_glue_access_fault(uint8_t access)
{
    return access == FL_FETCH  ? FL_CAUSE_FETCH_ACCESS
           : access == FL_LOAD ? FL_CAUSE_LOAD_ACCESS
                               : FL_CAUSE_STORE_ACCESS;
}

template <class Device> Device *fl_glue_of(void *self)
{
    return static_cast<Device *>(self);
}

template <class Device> void fl_glue_fill(fl_dut *dut)
{
    dut->self = new Device;
    dut->name = Device::name();
    dut->reset = [](void *s) { fl_glue_of<Device>(s)->reset(); };
    dut->drive_request = [](void *s, fl_port p, const fl_request *r) { fl_glue_of<Device>(s)->drive_request(p, r); };
    dut->drive_fence = [](void *s, const fl_fence *f) { fl_glue_of<Device>(s)->drive_fence(f); };
    dut->drive_memory = [](void *s, const fl_dut_mem_answer *a) { fl_glue_of<Device>(s)->drive_memory(a); };
    dut->stall_memory = [](void *s, bool stalled) { fl_glue_of<Device>(s)->stall_memory(stalled); };
    dut->step = [](void *s) { fl_glue_of<Device>(s)->step(); };
    dut->accepted_request = [](void *s, fl_port p) { return fl_glue_of<Device>(s)->accepted_request(p); };
    dut->sample_response = [](void *s, fl_port p, fl_response *r) {
        return fl_glue_of<Device>(s)->sample_response(p, r);
    };
    dut->sample_memory = [](void *s, fl_dut_mem_request *r) { return fl_glue_of<Device>(s)->sample_memory(r); };
    dut->sample_fence_done = [](void *s) { return fl_glue_of<Device>(s)->sample_fence_done(); };
    dut->destroy = [](void *s) { delete fl_glue_of<Device>(s); };
}

#define FAULTLINE_DUT(Device)                                                                                          \
    extern "C" __attribute__((visibility("default"))) unsigned faultline_dut(unsigned abi, fl_dut *dut,                \
                                                                             fl_dut_claims *claims)                    \
    {                                                                                                                  \
        if (abi == FL_DUT_ABI) {                                                                                       \
            fl_glue_fill<Device>(dut);                                                                                 \
            *claims = Device::claims();                                                                                \
        }                                                                                                              \
        return FL_DUT_ABI;                                                                                             \
    }

#endif
