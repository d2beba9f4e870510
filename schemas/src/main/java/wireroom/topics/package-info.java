/** The topic catalogue: every topic of Wireroom, declared once in {@link wireroom.topics.Topics}. */
package wireroom.topics;
