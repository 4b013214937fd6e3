package main

import (
	"fmt"
	"os"
	"strings"
)

// printServer shows that the database server loses nothing that it has taken,
// and what else the machine is doing.
func (b *backing) printServer() error {
	out, err := b.postgres.SQL("postgres", `SELECT name || ' ' || current_setting(name) FROM pg_settings
		WHERE name IN ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers') ORDER BY name`)
	fmt.Printf("  PostgreSQL: %s; load average of the machine: %s\n",
		strings.Join(strings.Split(strings.TrimSpace(out), "\n"), ", "), loadAverage())
	return err
}

func printHead() {
	fmt.Printf("  %11s %10s %7s %7s   %-40s %5s   %6s   %5s %5s   %5s\n", "", "messages/s", "p50 ms", "p99 ms",
		"CPU s for 10,000 of", "cores", "of one", "bytes", "bytes", "connec-")
	fmt.Printf("  %11s %10s %7s %7s   %9s %10s %9s %9s %5s   %6s   %5s %5s   %5s\n", "", "", "", "",
		"nodes", "PostgreSQL", "NATS", "client", "busy", "commit", "table", "log", "tions")
}

func printOutcome(name string, o outcome) {
	all := 0.0
	for _, seconds := range o.cpu {
		all += seconds
	}
	fmt.Printf("  %11s %10.0f %7.2f %7.2f   %9.3f %10.3f %9.3f %9.3f %5.2f   %6.1f   %5.0f %5.0f   %5.0f\n",
		name, o.rate, ms(o.p50), ms(o.p99), o.cpu[nodesCPU], o.cpu[postgresCPU], o.cpu[natsCPU], o.cpu[clientCPU],
		all*o.rate/10_000, o.group, o.table, o.log, o.connections)
}

// printRatios compares each contender with the first, round by round.
func printRatios(list []contender, outcomes [][]outcome) {
	for i, c := range list[1:] {
		var rates, costs []float64
		for round, o := range outcomes[i+1] {
			raw := outcomes[0][round]
			rates = append(rates, o.rate/raw.rate)
			costs = append(costs, o.cpu[postgresCPU]/raw.cpu[postgresCPU])
		}
		fmt.Printf("  median ratio, %s to raw inserts: %.2f of the messages a second, %.2f times PostgreSQL's CPU\n",
			c.name, median(rates), median(costs))
	}
}

// loadAverage is that of the last minute.
func loadAverage() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Fields(string(raw))[0]
}
