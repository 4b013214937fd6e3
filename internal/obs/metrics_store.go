package obs

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Store measures how transactions are committed.
type Store struct {
	group    prometheus.Histogram
	duration prometheus.Histogram
}

// NewStore registers the store metrics.
func NewStore(reg prometheus.Registerer) *Store {
	m := &Store{
		group: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Subsystem: "store", Name: "commit_group_size",
			Help:    "Transactions that shared one commit.",
			Buckets: prometheus.ExponentialBuckets(1, 2, 9), // 1 to 256
		}),
		duration: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Subsystem: "store", Name: "commit_duration_seconds",
			Help:    "Time a commit took until it was durable.",
			Buckets: latencyBuckets,
		}),
	}
	reg.MustRegister(m.group, m.duration)
	return m
}

// Committed records one durable commit of size transactions that took d.
func (m *Store) Committed(size int, d time.Duration) {
	if m == nil {
		return
	}
	m.group.Observe(float64(size))
	m.duration.Observe(d.Seconds())
}
