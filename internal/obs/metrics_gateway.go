package obs

import "github.com/prometheus/client_golang/prometheus"

// Gateway counts what the websocket side does.
type Gateway struct {
	open   prometheus.Gauge
	frames prometheus.Counter
	slow   prometheus.Counter
}

// NewGateway registers the websocket metrics.
func NewGateway(reg prometheus.Registerer) *Gateway {
	m := &Gateway{
		open: prometheus.NewGauge(prometheus.GaugeOpts{
			Namespace: namespace, Subsystem: "gateway", Name: "open_sockets",
			Help: "Websockets open now.",
		}),
		frames: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: namespace, Subsystem: "gateway", Name: "frames_pushed_total",
			Help: "Frames written to websockets, heartbeats included.",
		}),
		slow: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: namespace, Subsystem: "gateway", Name: "slow_consumers_closed_total",
			Help: "Websockets closed because their queue was full; they reconnect and read what they missed.",
		}),
	}
	reg.MustRegister(m.open, m.frames, m.slow)
	return m
}

// SocketOpened counts a websocket that was accepted.
func (m *Gateway) SocketOpened() {
	if m != nil {
		m.open.Inc()
	}
}

// SocketClosed counts a websocket that ended, once for each SocketOpened.
func (m *Gateway) SocketClosed() {
	if m != nil {
		m.open.Dec()
	}
}

// FramePushed counts a frame written to a websocket.
func (m *Gateway) FramePushed() {
	if m != nil {
		m.frames.Inc()
	}
}

// SlowConsumerClosed counts a websocket closed for not keeping up.
func (m *Gateway) SlowConsumerClosed() {
	if m != nil {
		m.slow.Inc()
	}
}
