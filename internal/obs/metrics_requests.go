package obs

import "github.com/prometheus/client_golang/prometheus"

// Requests counts and times the requests of every HTTP API.
type Requests struct {
	total    *prometheus.CounterVec
	duration *prometheus.HistogramVec
}

// NewRequests registers the request metrics.
func NewRequests(reg prometheus.Registerer) *Requests {
	m := &Requests{
		total: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace,
			Name:      "requests_total",
			Help:      "Requests answered, by service, operation and class of HTTP status.",
		}, []string{"service", "operation", "status_class"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace,
			Name:      "request_duration_seconds",
			Help:      "Time from the start of a request to the end of its answer.",
			Buckets:   latencyBuckets,
		}, []string{"service", "operation"}),
	}
	reg.MustRegister(m.total, m.duration)
	return m
}

// latencyBuckets reach from an answer out of memory to one that a client's
// usual time-out of ten seconds would have given up on.
var latencyBuckets = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// Observe counts a request that has ended.
func (m *Requests) Observe(e *Event) {
	if m == nil {
		return
	}
	operation := known(e.Operation)
	m.total.WithLabelValues(e.Service, operation, statusClass(e.Status)).Inc()
	m.duration.WithLabelValues(e.Service, operation).Observe(e.Duration.Seconds())
}

// statusClass is 2xx for 200 and so on. It keeps one series a class, where one
// a status would multiply every histogram for no question that anyone asks.
func statusClass(status int) string {
	switch status / 100 {
	case 1:
		return "1xx"
	case 2:
		return "2xx"
	case 3:
		return "3xx"
	case 4:
		return "4xx"
	default:
		return "5xx"
	}
}
