//! The main job from end to end.

use anyhow::{Context, Result};
use bpiiot_client::{
	AccountId32, Key,
	api::runtime_types::pallet_maintenance::types::{RequestKind, RequestStatus},
	primitives::{
		BPI, Metric,
		incentives::{self, POT_ID, TREASURY_ID},
	},
};
use bpiiot_testbed::{
	scenario::{self, PART, Terms, fee, part_rule, service_rule},
	waits::{eventually, within_blocks},
};

use crate::world::{ENDOWMENT, PATIENCE, World, miner, turn};

/// What a block mints, planck.
const REWARD: u128 = 10 * BPI;

/// The account of a pallet.
fn account_of(id: [u8; 8]) -> AccountId32 {
	AccountId32(incentives::account_of(id).into())
}

// covers M50 (contracts, rights, incentives), M53, M57, M60, M61, M87, M90
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readings_raise_and_pay_a_service_and_a_part_to_the_planck() -> Result<()> {
	let _turn = turn().await;
	let rules = vec![
		service_rule(Metric::Vibration, 1, 250_000, 5),
		part_rule(Metric::Temperature, 1, 88_500_000, 7, 20 * BPI),
	];
	let terms = Terms { rules, ..Terms::default() };
	let mut world = World::new(60, &terms).await?;
	let chain = world.chain.clone();

	// 5 and 7 exceedances are not more than 5 and 7, and a value at its threshold is none.
	for _ in 0..5 {
		let readings = [world.reading(Metric::Vibration, 250_001), world.reading(Metric::Vibration, 250_000)];
		world.sensor.publish(&readings).await?;
	}
	for _ in 0..7 {
		let readings = [world.reading(Metric::Temperature, 88_500_001), world.reading(Metric::Temperature, 88_500_000)];
		world.sensor.publish(&readings).await?;
	}
	world.has_counted(24).await?;
	let status = world.unit.status().await?;
	assert_eq!(status["triggers"]["pending"], 0, "{status}");
	assert_eq!([&status["counters"][0]["count"], &status["counters"][1]["count"]], [5, 7], "{status}");
	// The sixth and the eighth fire.
	let readings = [world.reading(Metric::Vibration, 722_747), world.reading(Metric::Temperature, 89_381_000)];
	world.sensor.publish(&readings).await?;
	let requests = within_blocks(&chain, 60, "the service request and the part order", async |best| {
		let view = chain.at(best).await?;
		if view.next_request().await? < 2 {
			return Ok(None);
		}
		Ok(Some([view.request(0).await?.context("request 0")?, view.request(1).await?.context("request 1")?]))
	})
	.await?;
	assert_eq!(requests[0].kind, RequestKind::Service);
	assert!(
		matches!(&requests[1].kind, RequestKind::Part { part, quantity: 1 } if part.0 == PART.as_bytes()),
		"{:?}",
		requests[1].kind
	);
	assert_eq!([requests[0].price, requests[1].price], [terms.service_price, terms.part_price]);

	let mut steps = std::mem::take(&mut world.steps);
	for request in 0..2 {
		steps.extend(scenario::settle(&chain, &world.owner, &world.provider, request).await?);
	}

	// All books, in one block after everything.
	let view = chain.at_best().await?;
	for request in 0..2 {
		assert_eq!(view.request(request).await?.context("request")?.status, RequestStatus::Paid);
	}
	let prices = terms.service_price + terms.part_price;
	let fees = |of: &Key| -> Result<u128> {
		steps.iter().filter(|step| step.account == of.account()).map(|step| fee(&step.included)).sum()
	};
	let (owner_fees, provider_fees) = (fees(&world.owner)?, fees(&world.provider)?);
	let quota = view.fee_quota(world.ready.device).await?;
	let sponsored = terms.fees - quota;
	assert!(owner_fees > 0 && provider_fees > 0 && sponsored > 0, "every call costs a fee");

	let provider = view.balances(&world.provider.account()).await?;
	assert_eq!(provider.free + provider.held, ENDOWMENT + prices - provider_fees);
	let owner = view.balances(&world.owner.account()).await?;
	assert_eq!(owner.free + owner.held, ENDOWMENT - prices - sponsored - owner_fees);
	let deposits = requests[0].deposit + requests[1].deposit;
	assert!(
		owner.held >= quota + terms.budget - prices,
		"budget, quota and deposits are held, and no price is any more"
	);
	let device = view.balances(&world.account).await?;
	assert_eq!((device.free, device.held, device.nonce), (0, 0, 2), "a device works without tokens");
	let rewards = u128::from(view.block().number) * REWARD;
	let author = view.balances(&miner()).await?;
	let treasury = view.balances(&account_of(TREASURY_ID)).await?;
	let pot = view.balances(&account_of(POT_ID)).await?;
	let all_fees = owner_fees + provider_fees + sponsored;
	assert_eq!(author.free + treasury.free + pot.free, ENDOWMENT + rewards + all_fees);
	assert_eq!(pot.free, rewards / 20);
	// The treasury has a tenth of the rewards and half of each fee, without an odd planck.
	let half = treasury.free - rewards / 10;
	assert!(half <= all_fees / 2 && half + 100 > all_fees / 2, "{half} of {all_fees}");
	assert_eq!(view.total_issuance().await?, 6 * ENDOWMENT + rewards);
	let agreement = view.agreement(world.ready.agreement).await?.context("agreement")?;
	assert_eq!((agreement.budget, agreement.open_requests), (terms.budget - prices - deposits, 0));
	Ok(())
}

// covers M47
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_readings_are_counted_and_skipped_and_the_unit_goes_on() -> Result<()> {
	let _turn = turn().await;
	let rules = vec![service_rule(Metric::Vibration, 1, 250_000, 1_000)];
	let mut world = World::new(60, &Terms { rules, ..Terms::default() }).await?;
	let good = world.reading(Metric::Vibration, 300_000);
	let at = good.at;
	world.sensor.publish(&[good]).await?;
	world.has_counted(1).await?;

	let reading = |value: &str, at: u64| format!(r#"{{"metric":"vibration","position":1,"value":{value},"at":{at}}}"#);
	for payload in [
		"no JSON".to_string(),
		String::new(),
		r#"{"metric":"vibration","position":1}"#.to_string(),
		reading("0.3", at + 1)[..20].to_string(),
		reading("NaN", at + 1),
		reading("\"-Infinity\"", at + 1),
		reading("1e300", at + 1),
		reading("0.3", at),
		reading("0.3", at - 1),
		reading("0.3", u64::MAX),
	] {
		world.sensor.publish_raw(payload).await?;
	}
	// 10 MB, more than is ever parsed; and 20 MiB, more than the unit accepts from the broker.
	world.sensor.publish_raw(vec![b'9'; 10_000_000]).await?;
	world.sensor.publish_raw(vec![b'9'; 20 * 1024 * 1024]).await?;
	let last = world.reading(Metric::Vibration, 300_000);
	world.sensor.publish(&[last]).await?;
	world.sensor.flushed(PATIENCE).await?;
	world.has_counted(2).await?;

	let status = eventually("the unit's count of bad readings", PATIENCE, async || {
		let status = world.unit.status().await?;
		Ok((status["rejected"]["too_large"] == 1).then_some(status))
	})
	.await?;
	let expected = [
		("malformed", 4),
		("not_finite", 2),
		("out_of_range", 1),
		("duplicate", 1),
		("backwards", 1),
		("future", 1),
		("too_large", 1),
	];
	for (cause, count) in expected {
		assert_eq!(status["rejected"][cause], count, "{cause} in {status}");
	}
	assert_eq!((&status["readings"], &status["counters"][0]["count"]), (&2.into(), &2.into()), "{status}");
	world.unit.process()?.ensure_running()?;
	let log = world.unit.process()?.output();
	assert!(log.contains("reading skipped") && log.contains("not_finite"), "the log says why:\n{log}");
	Ok(())
}
