package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
)

// measureAgents keeps a server busy with agents and customers by the program's own
// command for it, and fails if an offer or a message is lost.
func measureAgents(ctx context.Context, p plan) (err error) {
	fmt.Printf("\nagents: %d agents and %d chats at once, of %s each; load average of the machine: %s\n",
		p.desks.agents, p.desks.chats, p.desks.talk, loadAverage())
	dir, err := os.MkdirTemp("", "agents")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	h, err := startRejoin(ctx, p, dir)
	if err != nil {
		return err
	}
	defer h.stop()
	c := exec.CommandContext(ctx, p.binary, "bench", "agents", "--agents", fmt.Sprint(p.desks.agents),
		"--chats", fmt.Sprint(p.desks.chats), "--for", p.desks.length, "--talk", p.desks.talk)
	c.Env = os.Environ()
	for name, value := range h.env {
		c.Env = append(c.Env, name+"="+value)
	}
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	return c.Run()
}

// desks is a load of agents and chats.
type desks struct {
	agents, chats int
	length, talk  string // durations
}
