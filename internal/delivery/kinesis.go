package delivery

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/rejoin-chat/rejoin/internal/outside"
)

// kinesis puts messages into a stream, by their keys.
// spec: Kinesis Data Streams, PutRecords.
type kinesis struct {
	url, stream string
	signer      *outside.Signer
	poster      *outside.Poster
}

func newKinesis(ctx context.Context, u *url.URL) (*kinesis, error) {
	region := u.Query().Get("region")
	if u.Host == "" || region == "" {
		return nil, errors.New("want kinesis://STREAM?region=NAME[&endpoint=URL]")
	}
	signer, err := outside.NewSigner(ctx, "kinesis", region, "")
	if err != nil {
		return nil, err
	}
	at := cmp.Or(u.Query().Get("endpoint"), outside.Endpoint("kinesis", region))
	return &kinesis{at, u.Host, signer, outside.NewPoster()}, nil
}

type putRecords struct {
	StreamName string      `json:"StreamName"`
	Records    []putRecord `json:"Records"`
}

type putRecord struct {
	Data         []byte `json:"Data"` // in base64
	PartitionKey string `json:"PartitionKey"`
}

type putResult struct {
	FailedRecordCount int `json:"FailedRecordCount"`
	Records           []struct {
		ErrorCode string `json:"ErrorCode"`
	} `json:"Records"`
}

// Deliver implements Sink. A call that fails in part keeps no order, so no two
// messages of one key are in one call.
func (k *kinesis) Deliver(ctx context.Context, messages []Message) ([]bool, error) {
	taken := make([]bool, len(messages))
	for {
		round := nextRound(messages, taken)
		if len(round) == 0 {
			return taken, nil
		}
		if err := k.put(ctx, messages, round, taken); err != nil {
			return taken, err
		}
	}
}

// nextRound are the places of the first message of each key that was not taken yet.
func nextRound(messages []Message, taken []bool) (round []int) {
	seen := map[string]bool{}
	for i, m := range messages {
		if !taken[i] && !seen[m.Key] {
			seen[m.Key] = true
			round = append(round, i)
		}
	}
	return round
}

// put makes one call, and notes which of its messages were taken.
func (k *kinesis) put(ctx context.Context, messages []Message, round []int, taken []bool) error {
	in := putRecords{StreamName: k.stream}
	for _, i := range round {
		in.Records = append(in.Records, putRecord{messages[i].Data, messages[i].Key})
	}
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	answer, err := k.poster.Post(ctx, outside.Request{
		URL: k.url, Body: body, Limit: answerLimit, Sign: k.signer.Sign,
		Header: http.Header{
			"Content-Type": {"application/x-amz-json-1.1"},
			"X-Amz-Target": {"Kinesis_20131202.PutRecords"},
		},
	})
	if err == nil {
		err = answer.Check()
	}
	if err != nil {
		return err
	}
	var out putResult
	if err := json.Unmarshal(answer.Body, &out); err != nil || len(out.Records) != len(round) {
		return fmt.Errorf("%w: the stream's answer cannot be read", outside.ErrFailed)
	}
	for n, r := range out.Records {
		if taken[round[n]] = r.ErrorCode == ""; r.ErrorCode != "" {
			err = fmt.Errorf("%w: the stream did not take %d of %d records", outside.ErrUnavailable, out.FailedRecordCount, len(round))
		}
	}
	return err
}

// Close implements Sink.
func (k *kinesis) Close() { k.poster.Close() }
