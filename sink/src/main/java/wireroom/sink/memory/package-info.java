/** The reference of what a store must come to: {@link wireroom.sink.memory.MemoryStore}, plain and in memory. */
package wireroom.sink.memory;
