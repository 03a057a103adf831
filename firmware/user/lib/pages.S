# pages.S - a library of 512 pages that runs wherever it is mapped; page i begins with a function that adds i to a0.
    .section .text
    .set    page, 0
    .rept   512
    .balign 4096
    .option push
    .option norvc
    li      a1, page
    add     a0, a0, a1
    ret
    .option pop
    .set    page, page + 1
    .endr
    .balign 4096
