package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/move"
)

// carryOver moves an installation, or with --check compares two. Findings and
// the outcome go to standard output, progress to standard error.
func carryOver(ctx context.Context, args []string) error {
	s, err := parseMove(args, os.LookupEnv)
	if err != nil {
		return err
	}
	log, flush := newLog(&config.Config{LogLevel: slog.LevelWarn, LogFormat: config.LogAuto})
	defer flush()
	ends, err := openEnds(ctx, s, log)
	if err != nil {
		return err
	}
	o := ends.options
	o.Progress = func(p move.Progress) { tellProgress(os.Stderr, p) }
	o.Found = func(f move.Finding) { tellFinding(os.Stdout, f) }
	do := move.Run
	if s.check {
		do = move.Check
	}
	sum, err := do(ctx, o)
	if err == nil {
		tellSummary(os.Stdout, s, sum)
	}
	return errors.Join(explainMove(err, s), ends.close())
}

// explainMove says what is to be done about an error.
func explainMove(err error, s moveSettings) error {
	switch {
	case errors.Is(err, context.Canceled):
		if s.check {
			return errors.New("interrupted")
		}
		return errors.New("interrupted: run the same command again to go on")
	case errors.Is(err, move.ErrNotEmpty):
		return fmt.Errorf("%w: name a new one", err)
	case errors.Is(err, move.ErrFinished):
		return fmt.Errorf("%w: serve it, or compare it with --check", err)
	case errors.Is(err, move.ErrDiffers) && !s.check:
		return fmt.Errorf("%w: the target cannot be served; run the same command again with the source stopped", err)
	}
	return err
}

func tellFinding(w io.Writer, f move.Finding) {
	kind := "difference"
	if f.Lost {
		kind = "lost"
	}
	fmt.Fprintf(w, "%s: %s\n", kind, f)
}

func tellProgress(w io.Writer, p move.Progress) {
	seconds := p.Took.Seconds()
	fmt.Fprintf(w, "%s: %s of %d; %.0f sessions/s, %.0f items/s\n",
		p.Phase, counted(p.Count), p.Total, float64(p.Sessions)/seconds, float64(p.Items)/seconds)
}

func tellSummary(w io.Writer, s moveSettings, sum move.Summary) {
	if !s.check {
		fmt.Fprintf(w, "carried over %s\n", counted(sum.Carried))
	}
	fmt.Fprintf(w, "compared %s: no difference\n", counted(sum.Compared))
	if sum.Lost > 0 {
		fmt.Fprintf(w, "%d transcripts were lost at the source already, and are told above\n", sum.Lost)
	}
	fmt.Fprintf(w, "it took %.1f s\n", sum.Took.Seconds())
}

func counted(c move.Count) string {
	return fmt.Sprintf("%d items and %d transcripts (%.1f MB) in %d sessions",
		c.Items, c.Objects, float64(c.Bytes)/1e6, c.Sessions)
}
