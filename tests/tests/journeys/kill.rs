//! A unit that is killed again and again.

use std::time::Duration;

use anyhow::Result;
use bpiiot_client::primitives::{BPI, Metric};
use bpiiot_testbed::{
	scenario::{Terms, service_rule},
	waits::{eventually, within_blocks},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::time::sleep;

use crate::world::{PATIENCE, World, seed, soak, turn};

/// Ten times as many when `BPIIOT_SOAK` is set.
const KILLS: u32 = 50;
const TRIGGERS: u64 = 1_000;
/// The longest that the unit is left alive, ms: long enough to get as far as sending, short enough to interrupt all it does.
const LONGEST_LIFE: u64 = 2_000;
/// The longest that it is left alive after a burst of readings, ms.
const LONGEST_BURST: u64 = 40;

// covers M48, M53
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_unit_killed_at_50_random_moments_brings_exactly_1000_triggers() -> Result<()> {
	let _turn = turn().await;
	let mut random = ChaCha8Rng::seed_from_u64(seed());

	// With a count threshold of 1 every second exceedance fires. The budget would pay for twice as many requests.
	let rules = vec![service_rule(Metric::Vibration, 1, 250_000, 1)];
	let terms = Terms { rules, service_price: BPI, budget: 2_000 * BPI, ..Terms::default() };
	let mut world = World::new(60, &terms).await?;

	let kills = if soak() { 10 * KILLS } else { KILLS };
	let mut published = 0;
	for kill in 1..=kills {
		sleep(Duration::from_millis(random.random_range(0..LONGEST_LIFE))).await;
		// A burst, so that some are killed on the way from the broker to the disk. Where the unit has not got as far as
		// listening, the broker keeps the readings for its next life.
		let due = 2 * TRIGGERS * u64::from(kill) / u64::from(kills);
		world.shake(due - published).await?;
		published = due;
		sleep(Duration::from_millis(random.random_range(0..LONGEST_BURST))).await;
		world.unit.kill();
		world.unit.start()?;
	}
	assert_eq!(published, 2 * TRIGGERS);
	let arrived = world.chain.at_best().await?.next_request().await?;
	println!("after the last kill {arrived} of {TRIGGERS} triggers have arrived");
	world.sensor.flushed(PATIENCE).await?;
	world.has_counted(2 * TRIGGERS).await?;

	let (chain, agreement) = (world.chain.clone(), world.ready.agreement);
	within_blocks(&chain, 400, "1,000 requests", async |best| {
		world.unit.process()?.ensure_running()?;
		let requests = chain.at(best).await?.next_request().await?;
		Ok((u64::from(requests) >= TRIGGERS).then_some(()))
	})
	.await?;
	let status = eventually("the unit to book its triggers", PATIENCE, async || {
		let status = world.unit.status().await?;
		Ok((status["triggers"]["pending"] == 0).then_some(status))
	})
	.await?;
	println!("readings that the broker delivered again: {}", status["rejected"]["duplicate"]);
	assert_eq!(status["triggers"]["sent"], TRIGGERS, "{status}");
	assert_eq!(status["triggers"]["refused"], 0, "{status}");
	assert_eq!(status["readings"], 2 * TRIGGERS, "{status}");

	// All blocks in which a second copy could have arrived have passed: the unit has seen its triggers settled.
	let triggers = world.triggers().await?;
	assert!(triggers.iter().copied().eq(1..=TRIGGERS), "each trigger once, in their order: {triggers:?}");
	let found = chain.at_best().await?.agreement(agreement).await?.expect("it was made above");
	assert_eq!(u64::from(found.requests), TRIGGERS);
	let deposit = chain.at_best().await?.request(0).await?.expect("it was raised above").deposit;
	assert_eq!(found.budget, terms.budget - u128::from(TRIGGERS) * (BPI + deposit));
	Ok(())
}
