package topic

import "encoding/json"

// notification is a message as SNS delivers it. Those who sign by a certificate of
// AWS's are not there: nobody but AWS can.
// spec: Amazon SNS, parsing message formats, HTTP/HTTPS notification JSON format.
type notification struct {
	Type              string               `json:"Type"`
	MessageID         string               `json:"MessageId"`
	TopicArn          string               `json:"TopicArn"`
	Message           string               `json:"Message"`
	Timestamp         string               `json:"Timestamp"`
	MessageAttributes map[string]attribute `json:"MessageAttributes"`
}

type attribute struct {
	Type  string `json:"Type"`
	Value string `json:"Value"`
}

func notificationOf(arn string, m Message) notification {
	n := notification{
		Type: "Notification", MessageID: m.ID, TopicArn: arn, Message: m.Text,
		Timestamp:         m.At.UTC().Format("2006-01-02T15:04:05.000Z"),
		MessageAttributes: make(map[string]attribute, len(m.Attributes)),
	}
	for name, value := range m.Attributes {
		n.MessageAttributes[name] = attribute{"String", value}
	}
	return n
}

// subscription names who is told, of the form of a subscription's ARN.
func subscription(arn string, m Message) string { return arn + ":" + m.Stream }

// event is what a function is given. spec: Using AWS Lambda with Amazon SNS.
type event struct {
	Records []eventRecord `json:"Records"`
}

type eventRecord struct {
	EventSource          string       `json:"EventSource"`
	EventVersion         string       `json:"EventVersion"`
	EventSubscriptionArn string       `json:"EventSubscriptionArn"`
	Sns                  notification `json:"Sns"`
}

func eventOf(arn string, m Message) ([]byte, error) {
	return json.Marshal(event{[]eventRecord{{
		EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: subscription(arn, m), Sns: notificationOf(arn, m),
	}}})
}
