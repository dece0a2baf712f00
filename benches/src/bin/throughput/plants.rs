//! Devices with all that belongs to them.

use anyhow::{Context, Result, bail};
use bpiiot_client::{
	Chain, Included, Key, Static, api,
	api::runtime_types::{
		bounded_collections::bounded_vec::BoundedVec,
		bpiiot_runtime::RuntimeCall,
		pallet_data_sharing::pallet::Call as Sharing,
		pallet_device_registry::{
			pallet::Call as Registry,
			types::{DeviceProfile, Part},
		},
		pallet_maintenance::pallet::Call as Maintenance,
	},
	primitives::{
		AgreementId, BPI, DeviceId, Metric, RelationshipId, Role,
		sharing::{Kind, Party},
	},
};
use bpiiot_testbed::scenario::{self, PART, part_rule, service_rule};

use crate::development;

/// What a part costs, planck.
const PRICE: u128 = BPI;
/// How many of it the provider has.
const STOCK: u32 = 1_000;
/// What each agreement may spend, planck.
const BUDGET: u128 = 500 * BPI;
/// What each device may spend on fees, planck.
const FEES: u128 = 500 * BPI;

/// The keys of a device and of those who have to do with it.
pub struct Keys {
	/// Who owns the device.
	pub owner: Key,
	/// The device's own key.
	pub device: Key,
	/// Who maintains it and keeps its data.
	pub provider: Key,
	/// Who may read them.
	pub viewer: Key,
}

impl Keys {
	/// The keys of the plant with this number.
	pub fn new(number: usize) -> Self {
		let key = |name: &str| development(&format!("{name}/{number}"));
		Self { owner: key("owner"), device: key("device"), provider: key("provider"), viewer: key("viewer") }
	}
}

/// A device that is ready to work.
pub struct Plant {
	/// Whose keys are whose.
	pub keys: Keys,
	/// The agreement between owner and provider.
	pub agreement: AgreementId,
	/// The relationship with the provider that keeps the data.
	pub source: RelationshipId,
}

/// Brings the chain to the point where the devices work, in three rounds of one batch for each account.
///
/// # Errors
/// When the chain refuses something.
pub async fn prepare(chain: &Chain, keys: Vec<Keys>) -> Result<Vec<Plant>> {
	let mut round = Vec::new();
	for keys in &keys {
		let claim = chain.claim(&keys.device, &keys.owner.account()).await?;
		let device = Registry::register_device { account: keys.device.account(), claim, profile: profile() };
		round.push((&keys.owner, vec![register(Role::EquipmentOwner), RuntimeCall::DeviceRegistry(device)]));
		let list = Maintenance::set_part { part: text(PART), name: text("Deep groove ball bearing"), price: PRICE };
		let stock = Maintenance::replenish_part { part: text(PART), quantity: STOCK };
		let calls = [list, stock].map(RuntimeCall::Maintenance);
		round.push((&keys.provider, [register(Role::ServiceProvider)].into_iter().chain(calls).collect()));
		round.push((&keys.viewer, vec![register(Role::ThirdParty)]));
	}
	submit(chain, round).await?;

	let view = chain.at_best().await?;
	let mut round = Vec::new();
	for keys in &keys {
		let device = view.device_of(&keys.device.account()).await?.context("a device is not registered")?;
		let agreement = Maintenance::propose_agreement {
			device,
			provider: keys.provider.account(),
			service_price: BPI,
			response_blocks: 10_000,
			rules: BoundedVec(vec![
				// Thresholds that are not reached, so that a report counts and does nothing else.
				Static(service_rule(Metric::Vibration, 1, 250_000, 1_000)),
				Static(part_rule(Metric::Temperature, 1, 88_500_000, 1_000, PRICE)),
			]),
		};
		let fees = Registry::fund_fees { device, amount: FEES };
		let calls = vec![
			RuntimeCall::Maintenance(agreement),
			RuntimeCall::DeviceRegistry(fees),
			establish(device, keys, Kind::Keeper),
		];
		round.push((&keys.owner, calls));
		round.push((&keys.viewer, vec![establish(device, keys, Kind::Viewer)]));
	}
	let made = submit(chain, round).await?;

	let mut plants = Vec::new();
	let mut views = Vec::new();
	for (keys, made) in keys.into_iter().zip(made.chunks(2)) {
		let [owners, viewers] = made else { bail!("each plant has sent two transactions") };
		let proposed = owners.events.first::<api::maintenance::events::AgreementProposed>()?;
		let agreement = proposed.context("no agreement was proposed")?.agreement;
		views.push(established(viewers)?);
		plants.push(Plant { keys, agreement, source: established(owners)? });
	}

	let mut round = Vec::new();
	for (Plant { keys, agreement, source }, via) in plants.iter().zip(views) {
		let budget = Maintenance::fund_budget { agreement: *agreement, amount: BUDGET };
		let view = Sharing::accept { relationship: via };
		round.push((&keys.owner, vec![RuntimeCall::Maintenance(budget), RuntimeCall::DataSharing(view)]));
		let accept = Maintenance::accept_agreement { agreement: *agreement };
		let keep = Sharing::accept { relationship: *source };
		round.push((&keys.provider, vec![RuntimeCall::Maintenance(accept), RuntimeCall::DataSharing(keep)]));
	}
	submit(chain, round).await?;
	Ok(plants)
}

/// Sends a batch of each signer and waits until all are included.
async fn submit(chain: &Chain, round: Vec<(&Key, Vec<RuntimeCall>)>) -> Result<Vec<Included>> {
	let mut sent = Vec::new();
	for (key, calls) in round {
		sent.push(scenario::send(chain, key, &api::tx().utility().batch_all(calls)).await?);
	}
	let mut included = Vec::new();
	for tx in sent {
		included.push(chain.wait(&tx).await?);
	}
	Ok(included)
}

fn register(role: Role) -> RuntimeCall {
	RuntimeCall::DeviceRegistry(Registry::register_participant { role: Static(role), name: text("Plant") })
}

/// The provider's relationship, which the owner proposes, or the viewer's, which it proposes itself.
fn establish(device: DeviceId, keys: &Keys, kind: Kind) -> RuntimeCall {
	let partner = match kind {
		Kind::Keeper => keys.provider.account(),
		Kind::Viewer => keys.viewer.account(),
	};
	let subject = Static(Party::Device(device));
	RuntimeCall::DataSharing(Sharing::establish { subject, partner, kind: Static(kind) })
}

fn established(included: &Included) -> Result<RelationshipId> {
	let event = included.events.first::<api::data_sharing::events::RelationshipEstablished>()?;
	Ok(event.context("no relationship was established")?.relationship)
}

fn profile() -> DeviceProfile {
	DeviceProfile {
		kind: text("Circulation pump"),
		details: text("water circuit"),
		// 2019-03-01.
		production_date: 1_551_398_400_000,
		parts: BoundedVec(vec![Part { number: text(PART), position: 1, quantity: 2, parent: None }]),
	}
}

fn text(text: &str) -> BoundedVec<u8> {
	BoundedVec(text.as_bytes().to_vec())
}
