package obs

import "github.com/prometheus/client_golang/prometheus"

// Broker counts the events that pass between nodes.
type Broker struct {
	published   prometheus.Counter
	received    prometheus.Counter
	dropped     *prometheus.CounterVec
	reconnected prometheus.Counter
}

// NewBroker registers the broker metrics.
func NewBroker(reg prometheus.Registerer) *Broker {
	m := &Broker{
		published: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: namespace, Subsystem: "broker", Name: "events_published_total",
			Help: "Events handed to the broker for other nodes.",
		}),
		received: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: namespace, Subsystem: "broker", Name: "events_received_total",
			Help: "Events that came from other nodes.",
		}),
		dropped: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Subsystem: "broker", Name: "events_dropped_total",
			Help: "Events given up, by reason; sockets then read what they miss from the database.",
		}, []string{"reason"}),
		reconnected: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: namespace, Subsystem: "broker", Name: "reconnections_total",
			Help: "Connections to the broker that were lost and made again.",
		}),
	}
	reg.MustRegister(m.published, m.received, m.dropped, m.reconnected)
	return m
}

// EventPublished counts an event handed to the broker.
func (m *Broker) EventPublished() {
	if m != nil {
		m.published.Inc()
	}
}

// EventReceived counts an event that came from another node.
func (m *Broker) EventReceived() {
	if m != nil {
		m.received.Inc()
	}
}

// EventDropped counts an event given up. The reason is one of a fixed set.
func (m *Broker) EventDropped(reason string) {
	if m != nil {
		m.dropped.WithLabelValues(reason).Inc()
	}
}

// Reconnected counts a connection that was lost and made again.
func (m *Broker) Reconnected() {
	if m != nil {
		m.reconnected.Inc()
	}
}
