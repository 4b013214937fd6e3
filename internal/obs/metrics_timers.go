package obs

import "github.com/prometheus/client_golang/prometheus"

// Timers counts the durable timers that came due.
type Timers struct{ fired *prometheus.CounterVec }

// NewTimers registers the timer metrics.
func NewTimers(reg prometheus.Registerer) *Timers {
	m := &Timers{fired: prometheus.NewCounterVec(prometheus.CounterOpts{
		Namespace: namespace, Subsystem: "timers", Name: "fired_total",
		Help: "Durable timers carried out, by kind.",
	}, []string{"kind"})}
	reg.MustRegister(m.fired)
	return m
}

// Fired counts a timer that was carried out. The kind is one of the fixed set of
// timer kinds, never an id.
func (m *Timers) Fired(kind string) {
	if m != nil {
		m.fired.WithLabelValues(kind).Inc()
	}
}
