package obs

import (
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

func TestBrokerMetricsSayWhatPassed(t *testing.T) {
	reg := prometheus.NewRegistry()
	m := NewBroker(reg)
	m.EventPublished()
	m.EventPublished()
	m.EventReceived()
	m.EventDropped("slow_listener")
	m.Reconnected()
	got := scrape(t, reg)
	for _, want := range []string{
		`rejoin_broker_events_published_total 2`,
		`rejoin_broker_events_received_total 1`,
		`rejoin_broker_events_dropped_total{reason="slow_listener"} 1`,
		`rejoin_broker_reconnections_total 1`,
	} {
		if !strings.Contains(got, "\n"+want+"\n") {
			t.Errorf("/metrics has no line %s:\n%s", want, got)
		}
	}
}

func TestNilBrokerMetricsDoNothing(t *testing.T) {
	var m *Broker
	m.EventPublished()
	m.EventReceived()
	m.EventDropped("slow_listener")
	m.Reconnected()
}
