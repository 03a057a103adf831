/* rtl_points.hpp - functional coverage of one MMU: how often each point was met (docs/coverage.md).
 *
 * The covered build binds cover files to the RTL, which count here through fl_cover_point(); the harness adds what only it knows.
 * The shipped build has no such files, and a counter that is empty.
 */
#ifndef FAULTLINE_RTL_POINTS_HPP
#define FAULTLINE_RTL_POINTS_HPP

#include <cstdint>
#include <map>

#include "dut.h"

class VerilatedContext;

#ifdef FL_COVERED
class RtlPoints
{
  public:
    static constexpr bool any = true;

    /* While one lives, models evaluated by this thread count in `points`. */
    class Counting
    {
      public:
        explicit Counting(RtlPoints *points);
        ~Counting();
        Counting(const Counting &) = delete;
        Counting &operator=(const Counting &) = delete;

      private:
        RtlPoints *previous_;
    };

    void met(unsigned group, const unsigned value[FL_COVER_VALUES]);
    bool write(VerilatedContext &context, const char *path) const;

  private:
    std::map<uint64_t, uint64_t> count_; /* group and values, a byte each */
};
#else
class RtlPoints
{
  public:
    static constexpr bool any = false;

    struct Counting {
        explicit Counting(RtlPoints *)
        {
        }
    };
    void met(unsigned, const unsigned *)
    {
    }
    bool write(VerilatedContext &, const char *) const
    {
        return false;
    }
};
#endif

#endif
