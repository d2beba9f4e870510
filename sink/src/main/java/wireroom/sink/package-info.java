/** The way from topics into stores: {@link wireroom.sink.Sink} reads, {@link wireroom.sink.ArticleStore} keeps. */
package wireroom.sink;
