/* rtl_waves.hpp - the FST file of one Verilated model: a window in a run, on the machine's time axis.
 *
 * One cycle is 1 ns on the axis (1000 units of 1 ps), and the clock falls in its middle. The MMU may be clocked more often than
 * the machine's time advances (two lookups for one instruction); the axis then runs ahead and waits for the machine. Time never
 * goes back; it stands while nothing is dumped. A closed file costs one test a half-cycle.
 */
#ifndef FAULTLINE_RTL_WAVES_HPP
#define FAULTLINE_RTL_WAVES_HPP

#include <cstdio>
#include <memory>
#include <sys/stat.h>

#include "verilated_fst_c.h"

constexpr uint64_t WAVE_UNITS_PER_CYCLE = 1000;

template <class Top> class RtlWaves
{
  public:
    bool open(Top *top, const char *path)
    {
        if (!writable_file(path)) {
            return false;
        }
        close();
        file_.reset(new VerilatedFstC);
        top->trace(file_.get(), 99);
        file_->open(path);
        return file_->isOpen();
    }

    void close()
    {
        dumping_ = false;
        if (file_) {
            file_->close();
            file_.reset();
        }
    }

    ~RtlWaves()
    {
        close();
    }

    void enable(bool on)
    {
        if (!file_) {
            return;
        }
        if (dumping_ && !on) {
            dump_now();
            file_->flush();
        }
        dumping_ = on;
        dump_now();
    }

    bool dumping() const
    {
        return dumping_;
    }

    void set_time(uint64_t cycle)
    {
        if (cycle * WAVE_UNITS_PER_CYCLE > time_) {
            time_ = cycle * WAVE_UNITS_PER_CYCLE;
        }
    }

    void advance(uint64_t cycles)
    {
        if (dumping_) {
            time_ += cycles * WAVE_UNITS_PER_CYCLE;
        }
    }

    void dump_half_cycle()
    {
        if (__builtin_expect(dumping_, 0)) {
            dump(time_ + WAVE_UNITS_PER_CYCLE / 2);
        }
    }

    void dump_next_cycle()
    {
        if (__builtin_expect(dumping_, 0)) {
            time_ += WAVE_UNITS_PER_CYCLE;
            dump(time_);
        }
    }

    void dump_now()
    {
        if (dumping_) {
            dump(time_);
        }
    }

  private:
    /* The writer of FST files tells nobody when it cannot seek or write, as in a device. */
    static bool writable_file(const char *path)
    {
        struct stat status;
        std::FILE *probe = std::fopen(path, "wb");
        bool regular = probe && fstat(fileno(probe), &status) == 0 && S_ISREG(status.st_mode);
        if (probe) {
            std::fclose(probe);
        }
        return regular;
    }

    /* The file wants each moment once and in order. */
    void dump(uint64_t when)
    {
        if (last_ && when <= last_) {
            when = last_ + 1;
        }
        last_ = when;
        file_->dump(when);
    }

    std::unique_ptr<VerilatedFstC> file_;
    uint64_t time_ = 0, last_ = 0;
    bool dumping_ = false;
};

#endif
