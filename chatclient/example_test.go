package chatclient_test

import (
	"context"
	"fmt"
	"log"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/chatclient/chattest"
)

// A customer starts a chat, says something and leaves. With a real server,
// Endpoint is its URL and the other two members stay unset.
func Example() {
	server := chattest.NewServer()
	defer server.Close()
	ctx := context.Background()

	chat, err := chatclient.Start(ctx, chatclient.StartOptions{
		Endpoint: server.URL, HTTPClient: server.Client(), DisplayName: "Ana",
	})
	if err != nil {
		log.Fatal(err)
	}
	config := server.Config() // in production: chatclient.Config{Endpoint: "https://chat.example.com"}
	session := chatclient.New(config, chat)
	heard := make(chan string)
	err = session.Connect(ctx, chatclient.Handlers{
		OnMessage: func(item chatclient.Item) {
			if item.Type == chatclient.ItemMessage {
				heard <- item.DisplayName + ": " + item.Content
			}
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := session.SendMessage(ctx, chatclient.Message{Content: "Is my parcel on its way?"}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(<-heard)
	server.Say(chat.ContactID, "Bo", "It is.")
	fmt.Println(<-heard)

	if err := session.DisconnectParticipant(ctx); err != nil {
		log.Fatal(err)
	}
	<-session.Done()
	fmt.Println(session.Err())
	// Output:
	// Ana: Is my parcel on its way?
	// Bo: It is.
	// chatclient: the chat has ended
}

// A chat that has ended is continued by a new one, whose history reaches into it.
func ExampleSession_History() {
	server := chattest.NewServer()
	defer server.Close()
	ctx := context.Background()
	ended := server.Start("Ana")
	server.Say(ended.ContactID, "Bo", "See you.")
	server.End(ended.ContactID)

	chat, err := chatclient.Start(ctx, chatclient.StartOptions{
		Endpoint: server.URL, HTTPClient: server.Client(), DisplayName: "Ana",
		PersistentChat: &chatclient.PersistentChat{
			RehydrationType: chatclient.EntirePastSession,
			SourceContactID: ended.ContactID,
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	session := chatclient.New(server.Config(), chat)
	defer session.Close()
	for item, err := range session.History(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		if item.Type == chatclient.ItemMessage {
			fmt.Println(item.DisplayName+":", item.Content)
		}
	}
	// Output: Bo: See you.
}
