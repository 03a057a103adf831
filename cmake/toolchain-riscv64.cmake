# toolchain-riscv64.cmake - the bare-metal cross compiler of the firmware (Debian: gcc-riscv64-unknown-elf).
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR riscv64)
set(CMAKE_C_COMPILER riscv64-unknown-elf-gcc)
set(CMAKE_ASM_COMPILER riscv64-unknown-elf-gcc)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

# Compile with the extensions spelled out; link with the short name, or gcc 12 chooses the wrong multilib.
set(FL_RISCV_COMPILE -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany)
set(FL_RISCV_LINK -march=rv64imac -mabi=lp64 -mcmodel=medany)
