//! Writes the runtime's metadata to standard output, for the client's typed bindings.

use std::io::Write;

fn main() -> std::io::Result<()> {
	let metadata = bpiiot_runtime::metadata(15).ok_or_else(|| std::io::Error::other("metadata 15 is not supported"))?;
	std::io::stdout().write_all(&metadata)
}
