//! Prints how many readings a second go from a real broker through the unit's driver and controller to the journal's disk.

use anyhow::{Result, ensure};
use bpiiot_iot_unit::bench::mqtt_throughput;
use bpiiot_testbed::Broker;
use tempfile::TempDir;

/// Readings of each run, and how many of them go in one message.
const RUNS: [(u64, u64); 3] = [(50_000, 1), (500_000, 10), (1_000_000, 100)];
/// Runs of each kind; the median is shown.
const REPEATS: usize = 3;

#[tokio::main]
async fn main() -> Result<()> {
	println!(
		"MQTT (mosquitto, QoS 1, loopback) → driver → controller (Table 1) → journal on disk, median of {REPEATS}"
	);
	println!(
		"  {:>20} {:>12} {:>14} {:>12} {:>10}",
		"readings per message", "readings", "readings/s", "messages/s", "triggers"
	);
	for (readings, per_message) in RUNS {
		let mut results = Vec::new();
		for _ in 0..REPEATS {
			let mut broker = Broker::new()?;
			broker.start().await?;
			let data = TempDir::new()?;
			let result =
				mqtt_throughput("127.0.0.1", broker.port(), data.path(), readings / per_message, per_message).await?;
			ensure!(result.readings == readings, "{} of {readings} readings have arrived", result.readings);
			results.push(result);
		}
		results.sort_by_key(|result| result.time);
		let median = results[REPEATS / 2];
		let rate = median.per_second();
		println!(
			"  {per_message:>20} {readings:>12} {rate:>14.0} {:>12.0} {:>10}",
			rate / per_message as f64,
			median.triggers
		);
	}
	println!(
		"  reference: a sensor of the SKAB testbed speaks once a second; each reading is acknowledged after its commit"
	);
	Ok(())
}
