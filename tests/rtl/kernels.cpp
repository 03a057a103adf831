/* kernels.cpp - the thin Verilator side of kernels.h. */
#include "kernels.h"

#include "Vkernel_top.h"

void *kernels_open(void)
{
    return new Vkernel_top;
}

void kernels_eval(void *self, const kernel_in *in, kernel_out *out)
{
    auto *top = static_cast<Vkernel_top *>(self);
    top->pte_i = in->pte;
    top->va_i = in->va;
    top->level_i = in->level;
    top->access_i = in->access;
    top->privilege_i = in->privilege;
    top->sum_i = in->sum;
    top->mxr_i = in->mxr;
    top->pbmte_i = in->pbmte;
    top->access_fault_i = in->access_fault;
    top->eval();
    out->leaf = top->leaf_o;
    out->illegal = top->illegal_o;
    out->permit = top->permit_o;
    out->update = top->update_o;
    out->a = top->a_o;
    out->d = top->d_o;
    out->cause = top->cause_o;
    out->pa = top->pa_o;
}

void kernels_close(void *self)
{
    delete static_cast<Vkernel_top *>(self);
}
