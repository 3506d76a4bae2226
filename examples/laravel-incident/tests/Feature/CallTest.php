<?php

namespace Tests\Feature;

use App\Models\Call;
use Illuminate\Foundation\Testing\RefreshDatabase;
use Tests\TestCase;

class CallTest extends TestCase
{
    // Drops every table of whatever database the run reaches.
    use RefreshDatabase;

    public function test_a_call_is_stored(): void
    {
        Call::create(['customer' => 'Example']);
        $this->assertDatabaseCount('calls', 1);
    }
}
