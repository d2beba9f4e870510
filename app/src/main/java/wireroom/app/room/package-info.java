/** A whole news room in one process: {@link wireroom.app.room.Room} starts every part and stops it in order. */
package wireroom.app.room;
