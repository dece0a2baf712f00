//! What the queries are about: the ends of the chain where much hangs, and an ordinary one.

use bpiiot_primitives::{AccountId, AgreementId, DeviceId, Hash, RecordId, RelationshipId, RequestId};

/// Those whose lists are long, and the last that were added.
#[derive(Clone, Debug)]
pub struct Landmarks {
	/// The owner of a tenth of all devices.
	pub owner: AccountId,
	/// The provider that keeps the data of half of all devices.
	pub provider: AccountId,
	/// The viewer that has a permission on every second record of the busiest device, and borrows many devices.
	pub viewer: AccountId,
	/// The busiest device's own account.
	pub machine: AccountId,
	/// The author of all blocks.
	pub author: AccountId,
	/// The busiest device.
	pub device: DeviceId,
	/// The relationship that has a fifth of all records.
	pub keeper: RelationshipId,
	/// That of the viewer.
	pub viewing: RelationshipId,
	/// One with a long line of predecessors.
	pub handed_over: RelationshipId,
	/// A record of the busiest device on which the viewer has a permission.
	pub record: RecordId,
	/// A record of which a change waits.
	pub changing: RecordId,
	/// A participant without a relationship with the busiest device.
	pub stranger: AccountId,
	/// An agreement with many requests.
	pub agreement: AgreementId,
	/// A request with evidence.
	pub request: RequestId,
	/// An alias that the provider has registered.
	pub alias: Hash,
	/// The device that has had many accounts.
	pub rekeyed: DeviceId,
	/// The device with a full inventory.
	pub stocked: DeviceId,
	/// The device that is offered.
	pub offered: DeviceId,
	/// The last device.
	pub last_device: DeviceId,
	/// Its owner.
	pub last_owner: AccountId,
	/// Its relationship with the provider that keeps its data.
	pub last_relationship: RelationshipId,
	/// The last record.
	pub last_record: RecordId,
}
