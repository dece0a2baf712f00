//! Brings a chain to the point where units can work: participants, price list, devices, agreements, money.

use anyhow::{Context, Result};
use bpiiot_client::{
	AccountId32, Chain, Claim, H256, Included, Key, SignedTx, Static, api,
	api::runtime_types::{
		bounded_collections::bounded_vec::BoundedVec,
		pallet_device_registry::types::{DeviceProfile, Part},
	},
	blake2_256,
	primitives::{
		Action, AgreementId, BPI, Balance, BlockNumber, Channel, DeviceId, Metric, RequestId, Role, Rule, Threshold,
		table1::Value,
	},
	subxt::transactions::Payload,
};

/// The part of the provider's price list.
pub const PART: &str = "bearing-6204";

/// How many of them the provider has in stock at first.
const STOCK: u32 = 1_000_000;

/// What owner and provider agree on for each device.
#[derive(Clone, Debug)]
pub struct Terms {
	/// What one service request pays, planck.
	pub service_price: Balance,
	/// What one [`PART`] costs, planck.
	pub part_price: Balance,
	/// Blocks that the provider has from a request to its completion.
	pub response_blocks: BlockNumber,
	/// When to request what.
	pub rules: Vec<Rule>,
	/// Money for the device's fees, planck.
	pub fees: Balance,
	/// Money for requests, planck.
	pub budget: Balance,
}

impl Default for Terms {
	/// Plain prices and plenty of money, without rules.
	fn default() -> Self {
		Self {
			service_price: 5 * BPI,
			part_price: 20 * BPI,
			response_blocks: 10_000,
			rules: Vec::new(),
			fees: 100 * BPI,
			budget: 1_000 * BPI,
		}
	}
}

/// A rule that requests service, as Table 1 does for vibration.
pub fn service_rule(metric: Metric, position: u8, value: Value, count: u32) -> Rule {
	Rule { threshold: Threshold::above(Channel { metric, position }, value, count), action: Action::RequestService }
}

/// A rule that orders one [`PART`] for at most `max_price` planck, as Table 1 does for temperature.
pub fn part_rule(metric: Metric, position: u8, value: Value, count: u32, max_price: Balance) -> Rule {
	let threshold = Threshold::above(Channel { metric, position }, value, count);
	let part = PART.as_bytes().to_vec().try_into().expect("it has less than 32 bytes; qed");
	Rule { threshold, action: Action::OrderPart { part, quantity: 1, max_price } }
}

/// A device that is ready to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ready {
	/// Its number.
	pub device: DeviceId,
	/// The number of its agreement.
	pub agreement: AgreementId,
}

/// A transaction of somebody, with what it was for.
#[derive(Debug)]
pub struct Step {
	/// Whose.
	pub account: AccountId32,
	/// What for.
	pub what: String,
	/// What became of it.
	pub included: Included,
}

/// Signs a call with the signer's next nonce and hands it to the node, without waiting for a block.
///
/// # Errors
/// When the node does not take it.
pub async fn send<C: Payload>(chain: &Chain, key: &Key, call: &C) -> Result<SignedTx> {
	let tx = chain.sign_next(key, call).await?;
	chain.send(&tx).await?;
	Ok(tx)
}

/// Registers owner, provider and devices, agrees on `terms` for each device, and pays in fees and budget. Takes four
/// blocks, as calls that do not need each other go together.
///
/// # Errors
/// When the node or the chain refuses something; the error says what.
pub async fn prepare(
	chain: &Chain,
	owner: &Key,
	provider: &Key,
	devices: &[(AccountId32, Claim)],
	terms: &Terms,
) -> Result<(Vec<Ready>, Vec<Step>)> {
	let (registry, maintenance) = (api::tx().device_registry(), api::tx().maintenance());
	let mut sent = Sent::new(chain);
	sent.send(
		owner,
		"registers as equipment owner",
		&registry.register_participant(Static(Role::EquipmentOwner), bounded("Plant")),
	)
	.await?;
	sent.send(
		provider,
		"registers as service provider",
		&registry.register_participant(Static(Role::ServiceProvider), bounded("Pump Service")),
	)
	.await?;
	// The node takes no other call of an account that is no participant yet.
	let mut steps = sent.wait().await?;

	let mut sent = Sent::new(chain);
	let part = maintenance.set_part(bounded(PART), bounded("Deep groove ball bearing"), terms.part_price);
	sent.send(provider, "puts a part on the price list", &part).await?;
	sent.send(provider, "takes the part in stock", &maintenance.replenish_part(bounded(PART), STOCK)).await?;
	for (account, claim) in devices {
		let call = registry.register_device(*account, claim.clone(), profile());
		sent.send(owner, "registers the device", &call).await?;
	}
	steps.extend(sent.wait().await?);

	let view = chain.at_best().await?;
	let mut sent = Sent::new(chain);
	let mut numbers = Vec::new();
	for (account, _) in devices {
		let device = view.device_of(account).await?.context("the device is not registered")?;
		let rules = bounded_of(terms.rules.iter().cloned().map(Static).collect());
		let call = maintenance.propose_agreement(
			device,
			provider.account(),
			terms.service_price,
			terms.response_blocks,
			rules,
		);
		sent.send(owner, "proposes an agreement", &call).await?;
		sent.send(owner, "pays in for the device's fees", &registry.fund_fees(device, terms.fees)).await?;
		numbers.push(device);
	}
	let made = sent.wait().await?;
	let mut ready = Vec::new();
	for (device, step) in numbers.into_iter().zip(made.iter().step_by(2)) {
		let proposed = step.included.events.first::<api::maintenance::events::AgreementProposed>()?;
		ready.push(Ready { device, agreement: proposed.context("no agreement was proposed")?.agreement });
	}
	steps.extend(made);

	let mut sent = Sent::new(chain);
	for Ready { agreement, .. } in &ready {
		sent.send(provider, "accepts the agreement", &maintenance.accept_agreement(*agreement)).await?;
		sent.send(owner, "pays in the budget", &maintenance.fund_budget(*agreement, terms.budget)).await?;
	}
	steps.extend(sent.wait().await?);
	Ok((ready, steps))
}

/// Lets the provider accept and complete a request and the owner confirm it, which pays the provider.
///
/// # Errors
/// When the chain refuses one of the three.
pub async fn settle(chain: &Chain, owner: &Key, provider: &Key, request: RequestId) -> Result<Vec<Step>> {
	let calls = api::tx().maintenance();
	let mut sent = Sent::new(chain);
	sent.send(provider, "accepts the request", &calls.accept_request(request)).await?;
	sent.send(provider, "completes the job", &calls.complete_request(request, evidence(request))).await?;
	let mut steps = sent.wait().await?;
	let mut sent = Sent::new(chain);
	sent.send(owner, "confirms and pays", &calls.confirm_request(request)).await?;
	steps.extend(sent.wait().await?);
	Ok(steps)
}

/// The hash of the provider's report on a job.
pub fn evidence(request: RequestId) -> H256 {
	H256(blake2_256(format!("report on request {request}: done").as_bytes()))
}

/// The fee that a transaction has cost, planck.
///
/// # Errors
/// When its events do not tell.
pub fn fee(included: &Included) -> Result<Balance> {
	let paid = included.events.first::<api::transaction_payment::events::TransactionFeePaid>()?;
	Ok(paid.context("the transaction has paid no fee")?.actual_fee)
}

/// Transactions on their way.
struct Sent<'a> {
	chain: &'a Chain,
	on_the_way: Vec<(AccountId32, &'static str, SignedTx)>,
}

impl<'a> Sent<'a> {
	fn new(chain: &'a Chain) -> Self {
		Self { chain, on_the_way: Vec::new() }
	}

	async fn send<C: Payload>(&mut self, key: &Key, what: &'static str, call: &C) -> Result<()> {
		let tx = send(self.chain, key, call).await.with_context(|| format!("{} {what}", key.account()))?;
		self.on_the_way.push((key.account(), what, tx));
		Ok(())
	}

	async fn wait(self) -> Result<Vec<Step>> {
		let mut steps = Vec::new();
		for (account, what, tx) in self.on_the_way {
			let included = self.chain.wait(&tx).await.with_context(|| format!("{account} {what}"))?;
			steps.push(Step { account, what: what.into(), included });
		}
		Ok(steps)
	}
}

fn profile() -> DeviceProfile {
	DeviceProfile {
		kind: bounded("Circulation pump"),
		details: bounded("water circuit of the SKAB testbed"),
		// 2019-03-01.
		production_date: 1_551_398_400_000,
		parts: bounded_of(vec![Part { number: bounded(PART), position: 1, quantity: 2, parent: None }]),
	}
}

fn bounded(text: &str) -> BoundedVec<u8> {
	BoundedVec(text.as_bytes().to_vec())
}

fn bounded_of<T>(items: Vec<T>) -> BoundedVec<T> {
	BoundedVec(items)
}
