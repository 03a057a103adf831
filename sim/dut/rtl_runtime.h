/* rtl_runtime.h - where Verilator's messages go: an assertion that fires becomes a complaint of its DUT instead of an abort. */
#ifndef FAULTLINE_RTL_RUNTIME_H
#define FAULTLINE_RTL_RUNTIME_H

#include <string>

/* What Verilated code calls instead of printf. */
void fl_rtl_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* While a listener lives, the first message of models evaluated by this thread goes to `text`, unless it holds one already: what follows a
 * failed assertion mostly follows from it. */
class RtlListener
{
  public:
    explicit RtlListener(std::string *text);
    ~RtlListener();
    RtlListener(const RtlListener &) = delete;
    RtlListener &operator=(const RtlListener &) = delete;

  private:
    std::string *previous_;
};

#endif
