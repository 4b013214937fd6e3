package obs

import "github.com/prometheus/client_golang/prometheus"

// Archive counts the objects written to the archive.
type Archive struct{ objects *prometheus.CounterVec }

// NewArchive registers the archive metrics.
func NewArchive(reg prometheus.Registerer) *Archive {
	m := &Archive{objects: prometheus.NewCounterVec(prometheus.CounterOpts{
		Namespace: namespace, Subsystem: "archive", Name: "objects_total",
		Help: "Objects that were to be written, by kind (transcript, attachment) and outcome (written, failed).",
	}, []string{"kind", "outcome"})}
	reg.MustRegister(m.objects)
	return m
}

// Wrote counts an attempt to write an object of the kind; a nil err means that
// it is there.
func (m *Archive) Wrote(kind string, err error) {
	if m == nil {
		return
	}
	outcome := "written"
	if err != nil {
		outcome = "failed"
	}
	m.objects.WithLabelValues(kind, outcome).Inc()
}
