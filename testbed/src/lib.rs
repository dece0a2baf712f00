//! Real nodes, brokers and units as child processes, for tests, benches and the demo.
//!
//! [`Node`], [`Broker`] and [`Unit`] each stand for one process with a directory and ports of its own. A process can be
//! stopped, killed and started again in the same place; it ends with the value that stands for it, and with the program
//! that started it, whatever ends that. [`scenario`] brings a chain to the point where a unit can work, [`Publisher`] is a
//! sensor, a [`Network`] is several nodes that can be parted and joined, and [`waits`] waits for things to happen, always with a bound.
//!
//! The programs are those of the same build: see [`binary`].

mod broker;
mod finality;
mod network;
mod node;
mod ports;
mod process;
mod publisher;
pub mod scenario;
mod unit;
pub mod waits;

pub use broker::Broker;
pub use finality::FinalityWatch;
pub use network::{Member, Network, peers};
pub use node::{Mining, Node, Spec, node_output};
pub use ports::{free_port, is_free};
pub use process::{Process, binary};
pub use publisher::{Publisher, reading_json};
pub use unit::{StatusSource, TOPIC, Unit};
