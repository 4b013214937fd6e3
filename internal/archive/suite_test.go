package archive_test

import (
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/archive/archivetest"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/clock/clocktest"
	"github.com/rejoin-chat/rejoin/internal/files"
	"github.com/rejoin-chat/rejoin/internal/testenv/s3test"
)

func open(t *testing.T, where string, o archive.OpenOptions) archive.Files {
	t.Helper()
	f, err := archive.Open(t.Context(), where, o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return f
}

// A folder hands its links out through the server's own handler.
func TestFolder(t *testing.T) {
	archivetest.Run(t, func(t *testing.T) archivetest.World {
		now := clocktest.At(clock.System().Now())
		var base string
		links := archive.NewLinks(archive.LinkOptions{
			Secret: []byte("secret"), Base: func() string { return base }, Clock: now,
		})
		f := open(t, t.TempDir(), archive.OpenOptions{Links: links})
		server := httptest.NewServer(files.NewHandler(files.HandlerConfig{
			Bucket: f, Links: links, Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
		}))
		t.Cleanup(server.Close)
		base = server.URL
		return archivetest.World{Bucket: f, Pass: now.Advance}
	})
}

// A service lives in real time, so its links are waited for.
func inService(t *testing.T, where string) archivetest.World {
	return archivetest.World{
		Bucket: open(t, where, archive.OpenOptions{}),
		Pass:   func(d time.Duration) { <-clock.System().NewTimer(d).C() },
	}
}

func startS3(t *testing.T) *s3test.Server {
	t.Helper()
	for _, variable := range s3test.Env() {
		name, value, _ := strings.Cut(variable, "=")
		t.Setenv(name, value)
	}
	return s3test.Start(t)
}

func bucketName(t *testing.T) string {
	name := strings.ToLower(t.Name()[strings.LastIndex(t.Name(), "/")+1:])
	return strings.ReplaceAll(name, "_", "-") + "-bucket"
}

func TestService(t *testing.T) {
	server := startS3(t)
	archivetest.Run(t, func(t *testing.T) archivetest.World {
		server.CreateBucket(t, bucketName(t))
		return inService(t, server.URL(bucketName(t)))
	})
}

func TestServiceBelowAPrefix(t *testing.T) {
	server := startS3(t)
	archivetest.Run(t, func(t *testing.T) archivetest.World {
		server.CreateBucket(t, bucketName(t))
		return inService(t, strings.Replace(server.URL(bucketName(t)), "?", "/shared/rejoin?", 1))
	})
}
