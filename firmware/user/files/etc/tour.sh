# tour.sh - a scenario without a compiler: faultline run pager.elf --disk disk.img --append scenario=tour
echo one after the other
cow
expect 139 wild store
echo two at once
big 12 quiet &
big 12 quiet &
wait
echo done
