/** Reading what the topics say, for commands that answer and end: {@link wireroom.app.log.TopicLog}. */
package wireroom.app.log;
