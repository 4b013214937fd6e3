package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// The columns of /proc/PID/stat after the name, in ticks.
const (
	statUser, statSystem           = 11, 12
	statChildUser, statChildSystem = 13, 14 // of children that have ended
)

// processTime is the processor time that a process has used.
func processTime(pid int) time.Duration { return ticks(pid, statUser, statSystem) }

// familyTime is that of a process and its children, also those that have ended.
func familyTime(pid int) time.Duration {
	sum := ticks(pid, statUser, statSystem, statChildUser, statChildSystem)
	for _, child := range children(pid) {
		sum += processTime(child)
	}
	return sum
}

func ticks(pid int, columns ...int) (sum time.Duration) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0 // it has ended
	}
	fields := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+2:]))
	for _, c := range columns {
		n, _ := strconv.ParseInt(fields[c], 10, 64)
		sum += time.Duration(n)
	}
	const second = 100 // ticks, on every Linux that Go runs on
	return sum * time.Second / second
}

func children(pid int) (pids []int) {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid)) // none when it has ended
	for _, field := range strings.Fields(string(raw)) {
		if child, err := strconv.Atoi(field); err == nil {
			pids = append(pids, child)
		}
	}
	return pids
}

// residentBytes is the memory that a process holds.
func residentBytes(pid int) int64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(raw), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10
		}
	}
	return 0
}
