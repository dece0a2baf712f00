//! Everything that a unit needs goes away, in turns and together.

use std::time::Duration;

use anyhow::Result;
use bpiiot_client::primitives::{BPI, Metric};
use bpiiot_iot_unit::network::journal::Journal;
use bpiiot_testbed::{
	scenario::{Terms, service_rule},
	waits::{eventually, within_blocks},
};
use tokio::time::sleep;

use crate::world::{PATIENCE, World, turn};

// covers M48, M53
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readings_and_triggers_survive_a_dead_broker_a_dead_node_and_a_killed_unit() -> Result<()> {
	let _turn = turn().await;
	let rules = vec![service_rule(Metric::Vibration, 1, 250_000, 1)];
	let terms = Terms { rules, service_price: BPI, ..Terms::default() };
	let mut world = World::new(60, &terms).await?;

	// All is well.
	world.shake(100).await?;
	world.sensor.flushed(PATIENCE).await?;
	world.has_counted(100).await?;

	// The broker is away: the sensor keeps its readings.
	world.broker.stop();
	world.shake(100).await?;
	sleep(Duration::from_secs(1)).await;
	assert_eq!(world.unit.status().await?["readings"], 100, "no reading can have come without the broker");
	world.broker.start().await?;
	world.sensor.flushed(PATIENCE).await?;
	world.has_counted(200).await?;

	// The node is killed: the unit goes on counting, and its triggers wait.
	world.node.kill();
	world.shake(200).await?;
	world.sensor.flushed(PATIENCE).await?;
	world.has_counted(400).await?;
	let status = eventually("the unit to miss the node", PATIENCE, async || {
		let status = world.unit.status().await?;
		Ok((status["chain"]["connected"] == false).then_some(status))
	})
	.await?;
	let pending = status["triggers"]["pending"].as_u64().unwrap_or_default();
	assert!(pending >= 100, "the triggers of the last 200 readings cannot be on the chain: {status}");
	assert!(status["last_error"].as_str().is_some_and(|error| error.contains("cannot be reached")), "{status}");

	// The unit is killed too, and the broker restarted while it holds the unit's messages.
	world.unit.kill();
	world.shake(100).await?;
	world.sensor.flushed(PATIENCE).await?;
	world.broker.stop();
	world.broker.start().await?;
	world.unit.start()?;
	world.has_counted(500).await?;

	// The node comes back with its old database.
	world.chain = world.node.run(1).await?;
	world.shake(100).await?;
	world.sensor.flushed(PATIENCE).await?;
	world.has_counted(600).await?;
	let chain = world.chain.clone();
	within_blocks(&chain, 300, "300 requests", async |best| {
		world.unit.process()?.ensure_running()?;
		Ok((chain.at(best).await?.next_request().await? >= 300).then_some(()))
	})
	.await?;
	let status = eventually("the unit to book its triggers", PATIENCE, async || {
		let status = world.unit.status().await?;
		Ok((status["triggers"]["pending"] == 0).then_some(status))
	})
	.await?;
	assert_eq!(status["triggers"]["sent"], 300, "{status}");
	assert_eq!(status["readings"], 600, "{status}");
	assert_eq!(status["last_error"], serde_json::Value::Null, "{status}");
	let triggers = world.triggers().await?;
	assert!(triggers.iter().copied().eq(1..=300), "each trigger once, in their order: {triggers:?}");

	// The journal holds every reading, and its hash chain shows no gap.
	world.unit.stop();
	let journal = Journal::open(&world.unit.directory().join("data"), 1_000_000)?;
	assert_eq!(journal.verify()?, 600);
	Ok(())
}
