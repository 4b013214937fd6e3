package connectsvc

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/hours"
	"github.com/rejoin-chat/rejoin/internal/metrics"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// How far back metrics reach, and how long a stretch may be. spec: GetMetricDataV2,
// StartTime, EndTime; GetMetricData, StartTime.
const (
	metricHistory  = metrics.Lookback
	metricStretch  = 35 * 24 * time.Hour
	metricShort    = 3 * 24 * time.Hour // with intervals of less than a day
	olderHistory   = 24 * time.Hour
	olderAlignment = 5 * time.Minute
)

// stretch reads the time that a request is about.
func (s metricData) stretch(start, end *restjson.Timestamp, history, longest time.Duration) (metrics.Stretch, error) {
	of := metrics.Stretch{From: chat.Instant(start.Time), To: chat.Instant(end.Time)}
	now := s.Conversations.Clock.Now()
	switch {
	case !of.From.Before(of.To):
		return of, chat.Invalid("EndTime", "must be after StartTime")
	case of.To.After(now):
		return of, chat.Invalid("EndTime", "cannot be in the future")
	case of.From.Before(now.Add(-history)):
		return of, chat.Invalid("StartTime", "is too long ago")
	case of.To.Sub(of.From) > longest:
		return of, chat.Invalid("EndTime", "is too long after StartTime")
	}
	return of, nil
}

// intervals reads how a stretch is to be cut.
func intervals(of metrics.Stretch, in *connect.IntervalDetails) (list []metrics.Stretch, period metrics.Period, err error) {
	period, place := metrics.Whole, time.UTC
	if in != nil {
		if text(in.IntervalPeriod) != "" {
			period = metrics.Period(*in.IntervalPeriod)
		}
		if text(in.TimeZone) != "" {
			if place, err = hours.Zone(*in.TimeZone); err != nil {
				return nil, period, chat.Invalid("Interval", "TimeZone is not a name of the IANA database")
			}
		}
	}
	if period.Short() && of.To.Sub(of.From) > metricShort {
		return nil, period, chat.Invalid("EndTime", "cannot be more than three days after StartTime with intervals of less than a day")
	}
	return metrics.Intervals(of, period, place), period, nil
}
