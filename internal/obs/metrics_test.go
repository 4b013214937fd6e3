package obs

import (
	"errors"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// scrape returns what /metrics answers.
func scrape(t *testing.T, reg *prometheus.Registry) string {
	t.Helper()
	rec := httptest.NewRecorder()
	Handler(reg).ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	if rec.Code != 200 {
		t.Fatalf("GET /metrics: got status %d, want 200", rec.Code)
	}
	return rec.Body.String()
}

func TestMetricsSayWhatHappened(t *testing.T) {
	reg := NewRegistry("v1.2.3")
	requests, gateway, store := NewRequests(reg), NewGateway(reg), NewStore(reg)
	timers, archive := NewTimers(reg), NewArchive(reg)

	requests.Observe(&Event{Service: "connect", Operation: "StopContact", Status: 200, Duration: 3 * time.Millisecond})
	requests.Observe(&Event{Service: "connect", Status: 404})
	gateway.SocketOpened()
	gateway.SocketOpened()
	gateway.SocketClosed()
	gateway.FramePushed()
	gateway.SlowConsumerClosed()
	store.Committed(3, 4*time.Millisecond)
	timers.Fired("chat_end")
	archive.Wrote("transcript", nil)
	archive.Wrote("transcript", errors.New("no space"))

	got := scrape(t, reg)
	for _, want := range []string{
		`rejoin_build_info{version="v1.2.3"} 1`,
		`rejoin_requests_total{operation="StopContact",service="connect",status_class="2xx"} 1`,
		`rejoin_requests_total{operation="unknown",service="connect",status_class="4xx"} 1`,
		`rejoin_request_duration_seconds_bucket{operation="StopContact",service="connect",le="0.005"} 1`,
		`rejoin_request_duration_seconds_bucket{operation="StopContact",service="connect",le="0.0025"} 0`,
		`rejoin_gateway_open_sockets 1`,
		`rejoin_gateway_frames_pushed_total 1`,
		`rejoin_gateway_slow_consumers_closed_total 1`,
		`rejoin_store_commit_group_size_sum 3`,
		`rejoin_store_commit_duration_seconds_sum 0.004`,
		`rejoin_timers_fired_total{kind="chat_end"} 1`,
		`rejoin_archive_objects_total{kind="transcript",outcome="failed"} 1`,
		`rejoin_archive_objects_total{kind="transcript",outcome="written"} 1`,
	} {
		if !strings.Contains(got, "\n"+want+"\n") {
			t.Errorf("/metrics has no line %s", want)
		}
	}
	if t.Failed() {
		t.Logf("our lines of /metrics:\n%s", strings.Join(regexp.MustCompile(`(?m)^rejoin_.*$`).FindAllString(got, -1), "\n"))
	}
}

func TestNilMetricsDoNothing(t *testing.T) {
	(*Requests)(nil).Observe(&Event{Status: 200})
	(*Gateway)(nil).SocketOpened()
	(*Gateway)(nil).SocketClosed()
	(*Gateway)(nil).FramePushed()
	(*Gateway)(nil).SlowConsumerClosed()
	(*Store)(nil).Committed(1, time.Second)
	(*Timers)(nil).Fired("chat_end")
	(*Archive)(nil).Wrote("transcript", nil)
}

func TestStatusClassIsOneOfFive(t *testing.T) {
	for status, want := range map[int]string{
		100: "1xx", 200: "2xx", 204: "2xx", 302: "3xx", 403: "4xx", 499: "4xx", 503: "5xx", 0: "5xx", 999: "5xx",
	} {
		if got := statusClass(status); got != want {
			t.Errorf("statusClass(%d): got %s, want %s", status, got, want)
		}
	}
}
